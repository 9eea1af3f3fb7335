import java.io.File;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** A name node and a data node on loopback; they end when the standard input ends. */
public class MiniHdfs {
    public static void main(String[] arguments) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set("dfs.datanode.hostname", "127.0.0.1");
        MiniDFSCluster cluster = new MiniDFSCluster.Builder(configuration, new File(arguments[0]))
            .numDataNodes(1)
            .nameNodeHttpPort(Integer.parseInt(arguments[1]))
            .build();
        cluster.waitActive();
        cluster.getFileSystem().setPermission(new Path("/"), new FsPermission("777"));
        System.out.println("ready");
        System.out.flush();
        while (System.in.read() >= 0) {
        }
        cluster.shutdown();
    }
}
