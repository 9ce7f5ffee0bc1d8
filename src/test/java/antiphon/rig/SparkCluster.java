package antiphon.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A stand-alone Spark cluster of one master and some workers of one core, on the loopback. */
final class SparkCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String HOST = "127.0.0.1";

  private final int port;
  private final Program master;
  private final List<Program> workers = new ArrayList<>();

  private SparkCluster(int port) throws IOException {
    this.port = port;
    master = node("master", "--host", HOST, "--port", Integer.toString(port), "--webui-port", "0");
  }

  static SparkCluster start(int workers, Path folder) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    SparkCluster cluster = new SparkCluster(port);
    Awaitility.await("master").atMost(PATIENCE).until(() -> cluster.masterListens());
    for (int i = 0; i < workers; i++) {
      cluster.workers.add(
          node(
              "worker",
              cluster.url(),
              "--host",
              HOST,
              "--cores",
              "1",
              "--memory",
              "1536m",
              "--webui-port",
              "0",
              "--work-dir",
              folder.resolve("worker" + i).toString()));
    }
    return cluster;
  }

  /** The distribution under {@code target/antiphon-train}. */
  static String launcher() {
    return Path.of(System.getProperty("antiphon.train", "target/antiphon-train"))
        .toAbsolutePath()
        .resolve("bin/antiphon-train")
        .toString();
  }

  String url() {
    return "spark://" + HOST + ":" + port;
  }

  /** Waits until a worker runs an executor, and kills that. */
  void killExecutor(int worker) {
    Awaitility.await("executor")
        .atMost(PATIENCE)
        .until(() -> !workers.get(worker).descendants().isEmpty());
    workers.get(worker).descendants().forEach(ProcessHandle::destroyForcibly);
  }

  /** Kills a worker and what it runs. */
  void killWorker(int worker) {
    List<ProcessHandle> executors = workers.get(worker).descendants();
    workers.get(worker).kill();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    workers.forEach(Program::close);
    master.close();
  }

  private boolean masterListens() {
    if (!master.isAlive()) {
      throw new AssertionError("the master has ended: " + master.err());
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Program node(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher()));
    command.addAll(List.of(arguments));
    return Program.start(Map.of("SPARK_LOCAL_IP", HOST), command);
  }
}
