'use strict';

// node server.js PORT OUTPUT FOLDER...
//
// POST /v1/events takes an event or an array of events, validates each with the schema that its
// `$schema` names in the folders, and appends the accepted ones to OUTPUT, one JSON line each.
// It answers once the operating system has the lines; nothing is flushed to the disk.

const fs = require('fs');
const bodyParser = require('body-parser');
const express = require('express');
const { Schemas } = require('./schemas');

const [port, output, ...folders] = process.argv.slice(2);
const schemas = new Schemas(folders);
const file = fs.createWriteStream(output, { flags: 'a' });

/** What is wrong with an event; null where nothing is. */
function refusal(event) {
    const validate = schemas.validator(event && event.$schema);
    if (!validate) {
        return { status: 'error', event, context: { message: 'no such schema' } };
    }
    if (!validate(event)) {
        return { status: 'invalid', event, context: { errors: validate.errors } };
    }
    return null;
}

/** Sort events into the lines of those that are accepted, and what to tell of the others. */
function examine(events) {
    const lines = [];
    const refused = [];
    for (const event of events) {
        const problem = refusal(event);
        if (problem) {
            refused.push(problem);
        } else {
            lines.push(JSON.stringify(event) + '\n');
        }
    }
    return { lines, refused };
}

/** Answer with what became of the events, unless that was done already. */
function answer(response, accepted, refused) {
    if (response.headersSent) {
        return;
    }
    if (accepted && refused.length === 0) {
        response.status(201).end();
    } else {
        response.status(accepted ? 207 : 400).json({ refused });
    }
}

function takeEvents(request, response) {
    const events = Array.isArray(request.body) ? request.body : [request.body];
    if (request.query.hasty === 'true') {
        response.status(202).end();
    }
    const { lines, refused } = examine(events);
    if (lines.length === 0) {
        answer(response, 0, refused);
    } else {
        file.write(lines.join(''), () => answer(response, lines.length, refused));
    }
}

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.use(bodyParser.json({
    limit: '4mb',
    type: ['application/json', 'text/plain', 'application/reports+json'],
}));
app.post('/v1/events', takeEvents);
app.use((error, request, response, next) => {
    response.status(error.status || 500).json({ message: error.message });
});

const server = app.listen(Number(port), '127.0.0.1');

/** Take no more requests, and end when the last line is written. */
function end() {
    server.close(() => file.end(() => process.exit(0)));
    server.closeIdleConnections();
}

process.on('SIGTERM', end);
process.on('SIGINT', end);
