package antiphon.control.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import io.javalin.http.staticfiles.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves the page, {@code /api} and {@code /ws} on a loopback address. Start once, close once; what
 * the pages hold is let go when it closes.
 */
public final class WebServer implements AutoCloseable {
  private static final int THREADS = 16;
  private static final int SEND_BUFFER_BYTES = 32 * 1024;
  private static final long MAX_BODY_BYTES = 4096;
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);
  private static final String POLICY =
      "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final String host;
  private final int port;
  private final Doorkeeper doorkeeper;
  private final HeldKeys keys;
  private final Broadcaster broadcaster;
  private final LiveSocket socket;
  private final ControlRoutes routes;
  private final DeskRoutes deskRoutes;
  private final PortRoutes portRoutes;
  private final SessionRoutes sessionRoutes;
  private final TimingRoutes timingRoutes;
  private final MetricsRoutes metricsRoutes;
  private ServerSocketChannel listener;
  private Javalin server;

  /**
   * @param host a loopback address or a name of it, such as {@code 127.0.0.1}
   * @param port 0 for any that is free
   */
  public WebServer(Backstage backstage, String host, int port) {
    this.host = host;
    this.port = port;
    doorkeeper = new Doorkeeper(host);
    keys = new HeldKeys(backstage.engine());
    broadcaster = new Broadcaster(backstage);
    socket = new LiveSocket(backstage, keys, broadcaster);
    routes = new ControlRoutes(backstage, broadcaster::status);
    deskRoutes = new DeskRoutes(backstage);
    portRoutes = new PortRoutes(backstage);
    sessionRoutes = new SessionRoutes(backstage);
    timingRoutes = new TimingRoutes(backstage);
    metricsRoutes = new MetricsRoutes(backstage, broadcaster);
  }

  /**
   * @throws WebException when the port is taken or the host is not a loopback address
   */
  public void start() throws WebException {
    InetAddress address = loopback();
    try {
      listener = bound(new InetSocketAddress(address, port));
    } catch (IOException e) {
      throw new WebException(
          "port "
              + port
              + " on "
              + host
              + " is taken; choose another with --web PORT, or --web off",
          e);
    }
    server = Javalin.create(this::configure).start();
    broadcaster.start();
  }

  /** The port that is listened on; only while started. */
  public int port() {
    return listener.socket().getLocalPort();
  }

  /** The page's address, with a slash at its end; only while started. */
  public String url() {
    return "http://" + Doorkeeper.bracketed(host) + ":" + port() + "/";
  }

  /** What is answered, such as {@code GET /api/status}; only while started. */
  List<String> routes() {
    return server.unsafe.internalRouter.allHttpHandlers().stream()
        .map(parsed -> parsed.endpoint)
        .filter(endpoint -> endpoint.path.startsWith("/"))
        .map(endpoint -> endpoint.method.name() + ' ' + endpoint.path)
        .toList();
  }

  /** Closing twice does nothing. */
  @Override
  public void close() {
    broadcaster.close();
    keys.close();
    if (server != null) {
      server.stop();
    }
    metricsRoutes.close();
  }

  private static ServerSocketChannel bound(InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      return channel.bind(address);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private InetAddress loopback() throws WebException {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new WebException(host + " is not known; serve the page on 127.0.0.1", e);
    }
    if (!address.isLoopbackAddress()) {
      throw new WebException(
          host + " is open to others; serve the page on a loopback address such as 127.0.0.1",
          null);
    }
    return address;
  }

  private void configure(JavalinConfig config) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("antiphon-control");
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    config.jetty.modifyServer(jetty -> jetty.setStopTimeout(0));
    // bound by hand: Javalin would log a taken port as an error with a stack trace
    config.jetty.addConnector(this::connector);
    config.jetty.modifyServletContextHandler(
        handler -> handler.setSessionHandler(new NoSessions()));
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.jetty.modifyWebSocketServletFactory(
        sockets -> {
          sockets.setMaxTextMessageSize(LiveSocket.MAX_MESSAGE_BYTES);
          sockets.setMaxBinaryMessageSize(LiveSocket.MAX_MESSAGE_BYTES);
          sockets.setIdleTimeout(IDLE_TIMEOUT);
          // each frame would be compressed anew for each page: work beside the music for nothing
          sockets.getAvailableExtensionNames().remove("permessage-deflate");
        });
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.maxRequestSize = MAX_BODY_BYTES;
    config.staticFiles.add("/web", Location.CLASSPATH);
    config.routes.before(this::guard);
    config.routes.wsBeforeUpgrade(
        context -> {
          doorkeeper.requireLoopback(context.header("Host"));
          doorkeeper.requireOwnPage(context.header("Origin"), context.header("Host"));
        });
    config.routes.ws("/ws", socket::addTo);
    routes.addTo(config.routes);
    deskRoutes.addTo(config.routes);
    portRoutes.addTo(config.routes);
    sessionRoutes.addTo(config.routes);
    new OpenApiRoutes().addTo(config.routes);
    timingRoutes.addTo(config.routes);
    metricsRoutes.addTo(config.routes);
  }

  private Connector connector(Server jetty, HttpConfiguration http) {
    try {
      ServerConnector connector = new ServerConnector(jetty, 1, 1, new HttpConnectionFactory(http));
      // what a page that does not read can make the system keep; a system's own choice is megabytes
      connector.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
      connector.open(listener);
      return connector;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void guard(Context context) {
    context
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("Cross-Origin-Resource-Policy", "same-origin");
    doorkeeper.requireLoopback(context.header("Host"));
    if (context.req().getContentLengthLong() > MAX_BODY_BYTES) {
      throw new ContentTooLargeResponse("a body has " + MAX_BODY_BYTES + " bytes at the most");
    }
    if (!List.of("GET", "HEAD").contains(context.req().getMethod())) {
      doorkeeper.requireOwnPage(context.header("Origin"), context.header("Host"));
    }
  }
}
