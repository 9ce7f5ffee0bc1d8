package antiphon.control.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import antiphon.music.time.Clock;
import antiphon.music.time.SystemClock;
import antiphon.thread.EnduringExecutor;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.staticfiles.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the page, {@code /api} and {@code /ws}: on a loopback address to whoever is on this
 * machine, on another to whoever has the token. Start once, close once; what the pages hold is let
 * go when it closes.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final int THREADS = 16;
  private static final int MAX_HEAD_BYTES = 8192;

  /** How long it may take to answer itself. */
  private static final int ANSWER_MS = 2_000;

  /** How long it may take to end. */
  private static final long STOP_MS = 1_000;

  /**
   * What waits in the system for a page that does not read; more would hide that it does not, and a
   * system's own choice is megabytes.
   */
  private static final int SEND_BUFFER_BYTES = 32 * 1024;

  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

  private final WebSettings settings;
  private final Limits limits;
  private final Clock clock = new SystemClock();
  private final Refusals refusals = new Refusals();
  private final Failures failures = new Failures(clock);
  private final HeldKeys keys;
  private final Broadcaster broadcaster;
  private final LiveSocket socket;
  private final ControlRoutes routes;
  private final DeskRoutes deskRoutes;
  private final PortRoutes portRoutes;
  private final SessionRoutes sessionRoutes;
  private final TimingRoutes timingRoutes;
  private final MetricsRoutes metricsRoutes;
  private boolean open;
  private boolean closed;
  private InetAddress address;
  private Optional<WebToken> token = Optional.empty();
  private ScheduledExecutorService scheduler;
  private Visitors visitors;
  private int port;

  // another when it is opened anew
  private ServerSocketChannel listener;
  private volatile Javalin server;

  public WebServer(Backstage backstage, WebSettings settings) {
    this(backstage, settings, Limits.USUAL, false);
  }

  /**
   * @param host a loopback address or a name of it, such as {@code 127.0.0.1}
   * @param port 0 for any that is free
   */
  public WebServer(Backstage backstage, String host, int port) {
    this(backstage, new WebSettings(host, port, List.of(), null));
  }

  /**
   * @param open whether it takes everybody for a stranger, also on a loopback address
   */
  WebServer(Backstage backstage, WebSettings settings, Limits limits, boolean open) {
    this.settings = settings;
    this.limits = limits;
    this.open = open;
    keys = new HeldKeys(backstage.engine());
    broadcaster = new Broadcaster(backstage, refusals);
    socket = new LiveSocket(backstage, keys, broadcaster, limits, refusals, clock);
    routes = new ControlRoutes(backstage, broadcaster::status);
    deskRoutes = new DeskRoutes(backstage);
    portRoutes = new PortRoutes(backstage);
    sessionRoutes = new SessionRoutes(backstage);
    timingRoutes = new TimingRoutes(backstage);
    metricsRoutes = new MetricsRoutes(backstage, broadcaster, refusals);
  }

  /**
   * @throws WebException when the port is taken, the address is not this machine's, or the token
   *     cannot be read
   */
  public void start() throws WebException {
    address = address();
    open |= !address.isLoopbackAddress();
    if (open) {
      token = Optional.of(WebToken.of(settings.folder()));
    }
    try {
      listener = bound(new InetSocketAddress(address, settings.port()));
    } catch (IOException e) {
      throw new WebException(
          "port "
              + settings.port()
              + " on "
              + settings.listen()
              + " is taken; choose another with --web PORT, or --web off",
          e);
    }
    port = listener.socket().getLocalPort();
    server = Javalin.create(this::configure).start();
    broadcaster.start();
  }

  /** Whether it lets a visitor in, and go in time, with whatever answer. */
  boolean answers() {
    InetAddress reached = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(ANSWER_MS);
      socket.connect(new InetSocketAddress(reached, port), ANSWER_MS);
      socket.getOutputStream().write(question(reached).getBytes(US_ASCII));
      socket.getInputStream().readAllBytes();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String question(InetAddress reached) {
    return "GET /api/status HTTP/1.1\r\nHost: "
        + Doorkeeper.bracketed(reached.getHostAddress())
        + "\r\n"
        + token.map(asked -> "Authorization: Bearer " + asked.text() + "\r\n").orElse("")
        + "Connection: close\r\n\r\n";
  }

  /**
   * Lets go of all visitors, and serves anew at the same port.
   *
   * @throws IOException when the port cannot be had again
   */
  synchronized void openAnew() throws IOException {
    if (closed) {
      return;
    }
    end();
    listener.close();
    listener = bound(new InetSocketAddress(address, port));
    server = Javalin.create(this::configure).start();
  }

  /** The port that is listened on; only while started. */
  public int port() {
    return port;
  }

  /**
   * The page's address, for the browser; beyond loopback, as others reach it and with the token.
   * Only while started.
   */
  public String url() {
    String host =
        address.isAnyLocalAddress() ? Reach.address().getHostAddress() : settings.listen();
    return "http://"
        + Doorkeeper.bracketed(host)
        + ":"
        + port()
        + "/"
        + token.map(asked -> "?token=" + asked.text()).orElse("");
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
  public synchronized void close() {
    closed = true;
    broadcaster.close();
    keys.close();
    if (server != null) {
      end();
    }
    metricsRoutes.close();
  }

  /** Ends the server, or leaves it alone: it may wait for a thread that it has lost. */
  private void end() {
    Server ending = server.jettyServer().server();
    Thread end = new Thread(() -> stop(ending), "antiphon-control-end");
    end.setDaemon(true);
    end.start();
    try {
      end.join(STOP_MS);
      end.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    visitors.dismiss();
    scheduler.shutdownNow();
  }

  private static void stop(Server ending) {
    try {
      ending.stop();
    } catch (Exception e) {
      LOG.debug("the page's server did not end in order", e);
    }
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

  private InetAddress address() throws WebException {
    String remedy =
        "; set [web] listen to an address of this machine, or to 0.0.0.0 for all it has";
    InetAddress found;
    try {
      found = InetAddress.getByName(settings.listen());
      if (found.isAnyLocalAddress()
          || found.isLoopbackAddress()
          || NetworkInterface.getByInetAddress(found) != null) {
        return found;
      }
    } catch (UnknownHostException | SocketException e) {
      throw new WebException(settings.listen() + " is not known" + remedy, e);
    }
    throw new WebException(settings.listen() + " is not an address of this machine" + remedy, null);
  }

  private void configure(JavalinConfig config) {
    QueuedThreadPool threads =
        new QueuedThreadPool(THREADS, 2) {
          @Override
          public Thread newThread(Runnable work) {
            Thread thread = super.newThread(work);
            thread.setUncaughtExceptionHandler(failures::uncaught);
            return thread;
          }
        };
    threads.setStopTimeout(STOP_MS / 2);
    threads.setName("antiphon-control");
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    config.jetty.modifyServer(this::modify);
    // bound by hand: Javalin would log a taken port as an error with a stack trace
    config.jetty.addConnector(this::connector);
    config.jetty.modifyServletContextHandler(
        handler -> handler.setSessionHandler(new NoSessions()));
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setRequestHeaderSize(MAX_HEAD_BYTES);
          http.setUriCompliance(UriCompliance.DEFAULT); // nothing that could be read in two ways
        });
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
    config.router.javaLangErrorHandler(failures::answer);
    config.http.maxRequestSize = (long) FrontDoor.MAX_BODY_BYTES;
    config.staticFiles.add("/web", Location.CLASSPATH);
    config.staticFiles.add(
        files -> {
          files.location = Location.CLASSPATH;
          files.directory = "/web/piano";
          files.hostedPath = "/piano";
          files.headers = Map.of("Cache-Control", "max-age=604800"); // samples stay what they are
        });
    config.routes.ws(FrontDoor.SOCKET, socket::addTo);
    routes.addTo(config.routes);
    deskRoutes.addTo(config.routes);
    portRoutes.addTo(config.routes);
    sessionRoutes.addTo(config.routes);
    new OpenApiRoutes().addTo(config.routes);
    timingRoutes.addTo(config.routes);
    metricsRoutes.addTo(config.routes);
  }

  private void modify(Server jetty) {
    jetty.setStopTimeout(0);
    jetty.setErrorHandler(new MalformedRequests(refusals));
    scheduler = new EnduringExecutor("antiphon-control-visitors");
    visitors = new Visitors(limits, refusals, clock, scheduler);
    jetty.insertHandler(
        new FrontDoor(
            new Doorkeeper(settings, open),
            token,
            limits,
            refusals,
            visitors,
            socket::isFull,
            clock));
  }

  private Connector connector(Server jetty, HttpConfiguration http) {
    try {
      ServerConnector connector =
          new ServerConnector(
              jetty,
              null,
              new ScheduledExecutorScheduler(scheduler),
              null,
              1,
              1,
              new HttpConnectionFactory(http));
      connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
      connector.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
      connector.addBean(visitors);
      connector.open(listener);
      return connector;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
