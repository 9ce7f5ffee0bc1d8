package antiphon.app.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Many pages that are open at once, in a process of their own: a {@link Crowd}. */
final class Audience implements Disturbance {
  /** What is new for each client is moved at every collection of garbage until it is old. */
  private static final long SETTLE_NS = 5_000_000_000L;

  /** One of them does not read, and some seconds pass before that is noticed. */
  private static final long PHASE_NS = 10_000_000_000L;

  private static final Path NICE = Path.of("/usr/bin/nice");

  private final BenchPage page;
  private final Process process;
  private final BufferedWriter orders;
  private final BufferedReader answers;

  /**
   * @param clients how many, the one that does not read among them
   */
  Audience(BenchPage page, int clients) {
    this.page = page;
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(NICE)) {
      command.addAll(List.of(NICE.toString(), "-n", "19"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Crowd.class.getName(),
            page.socket().toString(),
            Integer.toString(clients)));
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    orders = process.outputWriter();
    answers = process.inputReader();
  }

  @Override
  public long settleNs() {
    return SETTLE_NS;
  }

  @Override
  public long phaseNs() {
    return PHASE_NS;
  }

  @Override
  public void setOpen(boolean isOpen) {
    String order = isOpen ? Crowd.COME : Crowd.GO;
    try {
      orders.write(order + "\n");
      orders.flush();
      String answer = answers.readLine();
      if (!order.equals(answer)) {
        throw new IOException("the clients answered " + answer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many pages have been cut off so far. */
  long cutOff() {
    try {
      HttpResponse<String> status =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(page.status()).build(),
                  HttpResponse.BodyHandlers.ofString());
      return new ObjectMapper().readTree(status.body()).at("/pages/cutOff").longValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
