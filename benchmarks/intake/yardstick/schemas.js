'use strict';

// The schemas of some folders: which URI stands for which file, and what validates its events.

const fs = require('fs');
const path = require('path');
const Ajv = require('ajv');
const yaml = require('js-yaml');

const DRAFT_04 = require('ajv/lib/refs/json-schema-draft-04.json');
const DRAFT_07 = require('ajv/lib/refs/json-schema-draft-07.json');
const RELEASE = /^(\d+\.\d+\.\d+)\.(yaml|json)$/;

/** AJV with the options that EventGate gives it. */
function makeAjv() {
    const ajv = new Ajv({ useDefaults: true, allErrors: true, schemaId: 'auto' });
    ajv.addMetaSchema(DRAFT_04);
    const id = DRAFT_07.$id.replace('http:', 'https:');
    ajv.addMetaSchema({ ...DRAFT_07, $id: id, $schema: id });
    return ajv;
}

/** Add every released file below a folder to a map from URI to path; what is there stays. */
function addFolder(files, root, folder) {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
        const place = path.join(folder, entry.name);
        const release = RELEASE.exec(entry.name);
        if (entry.isDirectory()) {
            addFolder(files, root, place);
        } else if (entry.isFile() && release) {
            const uri = `/${path.relative(root, folder)}/${release[1]}`;
            if (!files.has(uri)) {
                files.set(uri, place);
            }
        }
    }
}

/** Finds the validator of a schema URI. Each schema is compiled once, at its first event. */
class Schemas {
    constructor(folders) {
        this.ajv = makeAjv();
        this.files = new Map();
        this.validators = new Map();
        folders.forEach((folder) => addFolder(this.files, folder, folder));
    }

    /** The validator of a URI; undefined where no folder has the schema. */
    validator(uri) {
        const known = this.validators.get(uri);
        return known || (this.files.has(uri) ? this.compile(uri) : undefined);
    }

    compile(uri) {
        const text = fs.readFileSync(this.files.get(uri), 'utf8');
        const validate = this.ajv.compile(yaml.safeLoad(text));
        this.validators.set(uri, validate);
        return validate;
    }
}

module.exports = { Schemas };
