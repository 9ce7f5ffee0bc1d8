package antiphon.app.bench;

import antiphon.control.desk.Desk;
import antiphon.control.web.Backstage;
import antiphon.control.web.WebException;
import antiphon.control.web.WebServer;
import antiphon.live.api.EngineControl;
import antiphon.live.api.Models;
import java.net.URI;
import java.nio.file.Path;

/** The page as a session serves it, on any port that is free. */
final class BenchPage implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  /** Of scenes and bindings, which nobody makes here. */
  private static final Path NO_FOLDER = Path.of("no-such-folder");

  private final Desk desk;
  private final WebServer server;

  /**
   * @param control what the page shows and turns
   * @throws WebException when it cannot be served
   */
  BenchPage(EngineControl control) throws WebException {
    Models models = new NoModels();
    desk = new Desk(control, models, NO_FOLDER);
    server = new WebServer(new Backstage(control, desk, models), LOOPBACK, 0);
    server.start();
  }

  /** Where it tells of notes. */
  URI socket() {
    return URI.create(server.url().replace("http", "ws") + "ws");
  }

  URI status() {
    return URI.create(server.url() + "api/status");
  }

  @Override
  public void close() {
    server.close();
    desk.close();
  }
}
