package antiphon.control.web;

import antiphon.music.time.Clock;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/**
 * The one way in, for the page, {@code /api} and {@code /ws} alike: looks at the head of every
 * request before anything else does. A body is taken in as a whole before it is looked at, and an
 * answer is made as a whole before it is sent, so that nobody holds a thread by talking or reading
 * slowly. Thread-safe.
 */
final class FrontDoor extends Handler.Wrapper {
  /** Longest body of a request: several times the longest there is. */
  static final int MAX_BODY_BYTES = 4096;

  /** Longest path and query. */
  static final int MAX_URL_CHARACTERS = 1024;

  static final String SOCKET = "/ws";

  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE");
  private static final Set<String> HARMLESS = Set.of("GET", "HEAD");
  private static final String TOKEN = "token=";
  private static final String BEARER = "bearer ";
  private static final Duration COOKIE_AGE = Duration.ofDays(365);

  /** Wrong tokens of an address: so many at once, and then one in so many seconds. */
  private static final int WRONG_TOKENS = 10;

  private static final int WRONG_TOKEN_SECONDS = 6;

  private static final String POLICY =
      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";
  private static final String PERMISSIONS =
      "midi=(self), autoplay=(self), camera=(), microphone=(), geolocation=(), usb=(), serial=(),"
          + " payment=()";
  private static final String HTML = "text/html;charset=utf-8";

  /** As a document, since the browser keeps its cookie to itself while another site leads here. */
  private static final String ONWARD =
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
          + "<meta http-equiv=\"refresh\" content=\"0; url=/\">"
          + "<title>Antiphon</title><p><a href=\"/\">Antiphon</a></p></html>";

  private static final String HOW_TO_GET_IN =
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
          + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
          + "<meta name=\"color-scheme\" content=\"dark light\"><title>Antiphon</title>"
          + "<h1>Antiphon</h1><p>This page asks for a token. Open the address that Antiphon printed"
          + " when it started, the one with <code>/?token=</code> in it; the token is also in the"
          + " file <code>"
          + WebToken.FILE
          + "</code> beside its configuration.</p></html>";

  private final Doorkeeper doorkeeper;
  private final Optional<WebToken> token;
  private final Refusals refusals;
  private final Visitors visitors;
  private final BooleanSupplier full;
  private final Turnstile requests;
  private final Turnstile wrongTokens;

  /**
   * @param token what has to be known to come in, if anything
   * @param full whether there is no room for another page
   */
  FrontDoor(
      Doorkeeper doorkeeper,
      Optional<WebToken> token,
      Limits limits,
      Refusals refusals,
      Visitors visitors,
      BooleanSupplier full,
      Clock clock) {
    this.doorkeeper = doorkeeper;
    this.token = token;
    this.refusals = refusals;
    this.visitors = visitors;
    this.full = full;
    requests = new Turnstile(limits.requestsPerSecond(), limits.requestBurst(), clock);
    wrongTokens = new Turnstile(1.0 / WRONG_TOKEN_SECONDS, WRONG_TOKENS, clock);
  }

  /** What every answer has, so that the browser helps. */
  static void putHeaders(HttpFields.Mutable headers) {
    headers.put("Content-Security-Policy", POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Permissions-Policy", PERMISSIONS);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Connection connection = request.getConnectionMetaData().getConnection();
    visitors.asked(connection);
    Request.addCompletionListener(request, failure -> visitors.answered(connection));
    putHeaders(response.getHeaders());
    Optional<Problem> problem = stranger(request);
    if (problem.isEmpty() && token.isPresent()) {
      Optional<String> shown = shownInUrl(request);
      if (shown.isPresent() && token.get().is(shown.get())) {
        welcome(token.get(), request, response, callback);
        return true;
      }
      problem = shown.isPresent() ? wrongToken(request) : withoutToken(request);
    }
    if (problem.isEmpty()) {
      problem = unwanted(request);
    }
    if (problem.isPresent()) {
      turnAway(problem.get(), request, response, callback);
      return true;
    }
    if (request.getLength() == 0 || HARMLESS.contains(request.getMethod())) {
      visitors.understood(connection);
      if (isSocket(request)) {
        return super.handle(withoutExtensions(request), response, callback);
      }
      handleWhole(request, response, callback);
      return true;
    }
    Content.Source.asByteArrayAsync(
        request,
        MAX_BODY_BYTES,
        new Promise.Invocable<>() {
          @Override
          public void succeeded(byte[] body) {
            visitors.understood(connection);
            handleWhole(new WholeRequest(request, body), response, callback);
          }

          @Override
          public void failed(Throwable failure) {
            refuseBody(failure, response, callback);
          }

          @Override
          public InvocationType getInvocationType() {
            return InvocationType.BLOCKING;
          }
        });
    return true;
  }

  /** What is wrong with it, whoever it is. */
  private Optional<Problem> stranger(Request request) {
    if (!requests.pass(remote(request))) {
      return problem(
          Refusal.TOO_MANY_REQUESTS,
          429,
          "these are too many requests; wait a second between them");
    }
    if (!METHODS.contains(request.getMethod())) {
      return problem(Refusal.MALFORMED, 405, "the method must be GET, HEAD, POST, PUT or DELETE");
    }
    if (request.getHttpURI().getPathQuery().length() > MAX_URL_CHARACTERS) {
      return problem(
          Refusal.TOO_LARGE,
          414,
          "an address has " + MAX_URL_CHARACTERS + " characters at the most");
    }
    if (!doorkeeper.serves(host(request))) {
      return problem(
          Refusal.FOREIGN_HOST, 403, "this address is served to " + doorkeeper.names() + " only");
    }
    return Optional.empty();
  }

  /** What is wrong with what somebody who may come in wants. */
  private Optional<Problem> unwanted(Request request) {
    boolean socket = isSocket(request);
    if ((socket || !HARMLESS.contains(request.getMethod()))
        && !Doorkeeper.isOwnPage(request.getHeaders().get(HttpHeader.ORIGIN), host(request))) {
      return problem(Refusal.FOREIGN_ORIGIN, 403, "pages of other sites may not play here");
    }
    if (socket && !SOCKET.equals(request.getHttpURI().getPath())) {
      return problem(Refusal.MALFORMED, 404, "the socket is at " + SOCKET);
    }
    if (socket && full.getAsBoolean()) {
      return problem(
          Refusal.TOO_MANY_PAGES, 503, "there are too many pages open; close one and try again");
    }
    if (request.getLength() > MAX_BODY_BYTES) {
      return tooLarge();
    }
    return Optional.empty();
  }

  private Optional<Problem> withoutToken(Request request) {
    List<String> shown = shown(request);
    if (shown.isEmpty()) {
      return problem(
          Refusal.NO_TOKEN,
          401,
          "this needs the token: open the address that Antiphon printed when it started, or send"
              + " the header Authorization: Bearer TOKEN");
    }
    return shown.stream().anyMatch(token.get()::is) ? Optional.empty() : wrongToken(request);
  }

  private Optional<Problem> wrongToken(Request request) {
    return wrongTokens.pass(remote(request))
        ? problem(
            Refusal.WRONG_TOKEN,
            401,
            "this is not the token; it is in the file "
                + WebToken.FILE
                + " beside the configuration")
        : problem(
            Refusal.WRONG_TOKEN,
            429,
            "these were too many wrong tokens; the right one is in the file "
                + WebToken.FILE
                + " beside the configuration");
  }

  /**
   * By a machine, or by a browser that has been welcomed. Cookies do not tell ports apart: whoever
   * serves another port of this machine may have set one of the same name, which comes first.
   */
  private static List<String> shown(Request request) {
    String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    if (authorization != null) {
      boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
      return List.of(bearer ? authorization.substring(BEARER.length()).strip() : "");
    }
    String name = cookieName(request);
    return Request.getCookies(request).stream()
        .filter(cookie -> cookie.getName().equals(name))
        .map(HttpCookie::getValue)
        .toList();
  }

  /** The address that is printed at the start has it; none of its letters is encoded. */
  private static Optional<String> shownInUrl(Request request) {
    String query = request.getHttpURI().getQuery();
    if (!"/".equals(request.getHttpURI().getPath()) || query == null) {
      return Optional.empty();
    }
    return Stream.of(query.split("&"))
        .filter(part -> part.startsWith(TOKEN))
        .map(part -> part.substring(TOKEN.length()))
        .findFirst();
  }

  /** The browser keeps the token, and goes where it is not seen in the address bar. */
  private static void welcome(
      WebToken token, Request request, Response response, Callback callback) {
    Response.addCookie(
        response,
        HttpCookie.build(cookieName(request), token.text())
            .httpOnly(true)
            .path("/")
            .maxAge(COOKIE_AGE.toSeconds())
            .sameSite(HttpCookie.SameSite.STRICT)
            .build());
    String from = request.getHeaders().get("Sec-Fetch-Site");
    if ("cross-site".equals(from) || "same-site".equals(from)) {
      Answers.answer(response, HttpStatus.OK_200, HTML, ONWARD, callback);
    } else {
      response.getHeaders().put(HttpHeader.LOCATION, "/");
      Answers.answer(response, HttpStatus.SEE_OTHER_303, HTML, ONWARD, callback);
    }
  }

  private void turnAway(Problem problem, Request request, Response response, Callback callback) {
    refusals.count(problem.why());
    switch (problem.status()) {
      case HttpStatus.UNAUTHORIZED_401 ->
          response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
      case HttpStatus.METHOD_NOT_ALLOWED_405 ->
          response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD, POST, PUT, DELETE");
      case HttpStatus.TOO_MANY_REQUESTS_429 ->
          response
              .getHeaders()
              .put(
                  HttpHeader.RETRY_AFTER,
                  problem.why() == Refusal.WRONG_TOKEN ? WRONG_TOKEN_SECONDS : 1);
      case HttpStatus.SERVICE_UNAVAILABLE_503 ->
          response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
      default -> {}
    }
    if (problem.status() == HttpStatus.UNAUTHORIZED_401 && isBrowserAtThePage(request)) {
      Answers.answer(response, problem.status(), HTML, HOW_TO_GET_IN, callback);
    } else {
      Answers.refuse(response, problem.status(), problem.detail(), callback);
    }
  }

  private void handleWhole(Request whole, Response response, Callback callback) {
    WholeAnswer answer = new WholeAnswer(whole, response, callback);
    try {
      if (!super.handle(whole, answer, answer.whenMade())) {
        Response.writeError(whole, response, callback, HttpStatus.NOT_FOUND_404);
      }
    } catch (Exception e) {
      Response.writeError(whole, response, callback, e);
    }
  }

  private void refuseBody(Throwable failure, Response response, Callback callback) {
    if (failure instanceof IllegalStateException || failure instanceof BufferOverflowException) {
      refusals.count(Refusal.TOO_LARGE);
      Problem problem = tooLarge().get();
      Answers.refuse(response, problem.status(), problem.detail(), callback);
    } else {
      callback.failed(new EofException(failure)); // it broke off, and there is nobody to tell
    }
  }

  /** Compressed frames would cost memory and time that the size of a message says nothing of. */
  private static Request withoutExtensions(Request request) {
    if (!request.getHeaders().contains(HttpHeader.SEC_WEBSOCKET_EXTENSIONS)) {
      return request;
    }
    HttpFields headers =
        HttpFields.build(request.getHeaders()).remove(HttpHeader.SEC_WEBSOCKET_EXTENSIONS);
    return new Request.Wrapper(request) {
      @Override
      public HttpFields getHeaders() {
        return headers;
      }
    };
  }

  private static Optional<Problem> tooLarge() {
    return problem(Refusal.TOO_LARGE, 413, "a body has " + MAX_BODY_BYTES + " bytes at the most");
  }

  private static Optional<Problem> problem(Refusal why, int status, String detail) {
    return Optional.of(new Problem(why, status, detail));
  }

  /** Or could be taken for one. */
  private static boolean isSocket(Request request) {
    return request.getHeaders().contains(HttpHeader.UPGRADE, "websocket")
        || request.getHeaders().contains(HttpHeader.SEC_WEBSOCKET_KEY);
  }

  private static boolean isBrowserAtThePage(Request request) {
    String accepted = request.getHeaders().get(HttpHeader.ACCEPT);
    return HttpMethod.GET.is(request.getMethod())
        && "/".equals(request.getHttpURI().getPath())
        && accepted != null
        && accepted.contains("text/html");
  }

  /**
   * Cookies do not tell ports apart, and there may be two Antiphons on a machine; in containers
   * their own ports may be the same, but not those by which they are asked.
   */
  private static String cookieName(Request request) {
    int asked = request.getHttpURI().getPort();
    return "antiphon-" + (asked > 0 ? asked : Request.getLocalPort(request));
  }

  private static String host(Request request) {
    return request.getHeaders().get(HttpHeader.HOST);
  }

  private static InetAddress remote(Request request) {
    return address(request.getConnectionMetaData().getRemoteSocketAddress());
  }

  private static InetAddress address(SocketAddress socket) {
    return ((InetSocketAddress) socket).getAddress();
  }

  /** One whose body has come. */
  private static final class WholeRequest extends Request.Wrapper {
    private final long length;
    private Content.Chunk next;

    WholeRequest(Request request, byte[] body) {
      super(request);
      length = body.length;
      next = Content.Chunk.from(ByteBuffer.wrap(body), true);
    }

    @Override
    public long getLength() {
      return length;
    }

    @Override
    public Content.Chunk read() {
      Content.Chunk chunk = next;
      next = Content.Chunk.next(chunk);
      return chunk;
    }

    @Override
    public void demand(Runnable demandCallback) {
      demandCallback.run(); // there is always something to read
    }

    @Override
    public void fail(Throwable failure) {
      next = Content.Chunk.from(failure, true);
      super.fail(failure);
    }

    @Override
    public boolean consumeAvailable() {
      next = Content.Chunk.EOF;
      return true;
    }
  }

  /** One that is kept until it is made, and sent then, without a thread that waits for it. */
  private static final class WholeAnswer extends Response.Wrapper {
    private final Callback sent;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean last;

    WholeAnswer(Request request, Response response, Callback sent) {
      super(request, response);
      this.sent = sent;
    }

    Callback whenMade() {
      return Callback.from(
          () -> getWrapped().write(true, ByteBuffer.wrap(body.toByteArray()), sent), sent::failed);
    }

    @Override
    public void write(boolean isLast, ByteBuffer content, Callback callback) {
      if (content != null) {
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        body.writeBytes(bytes);
      }
      last |= isLast;
      callback.succeeded();
    }

    @Override
    public boolean hasLastWrite() {
      return last;
    }

    @Override
    public boolean isCompletedSuccessfully() {
      return last;
    }

    @Override
    public void reset() {
      body.reset();
      super.reset();
    }
  }
}
