package antiphon.control.web;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.control.RecordingModels;
import antiphon.control.desk.Binding;
import antiphon.control.desk.Desk;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.api.PortState;
import antiphon.live.engine.Engine;
import antiphon.live.engine.FarSide;
import antiphon.live.engine.Sessions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document says what the server does: all its routes, and what they answer. */
class OpenApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final FarSide farSide = new FarSide();
  private final RecordingModels models = new RecordingModels("pocket", "studio", "a random one");
  private Engine engine;
  private Desk desk;
  private WebServer server;
  private JsonNode document;

  @BeforeEach
  void start() throws WebException {
    engine = Sessions.engine(Sessions.settings(Mode.SOLO), Sessions.stepper(), farSide);
    engine.start();
    desk = new Desk(engine, models, folder);
    desk.saveScene("verse", 3);
    desk.bind(new Binding(Binding.Kind.CONTROLLER, 1, 74, "topP"));
    List<PortState> ports =
        List.of(
            new PortState("Keys", PortState.Direction.IN, "alsa", PortState.State.OPEN, ""),
            new PortState("a peer", null, null, PortState.State.LOST, "no answer"));
    server =
        new WebServer(
            new Backstage(engine, desk, models, () -> ports, new OneSession()), "127.0.0.1", 0);
    server.start();
    document = json(ask("GET", "/api/openapi.json", null).body());
  }

  @AfterEach
  void stop() {
    server.close();
    desk.close();
    engine.close();
  }

  @Test
  void shouldBeADocumentThatOthersCanRead() {
    SwaggerParseResult result = new OpenAPIV3Parser().readContents(document.toString());
    assertEquals(List.of(), result.getMessages());
    OpenAPI read = result.getOpenAPI();
    assertNotNull(read);
    assertEquals(document.path("paths").size(), read.getPaths().size());
    assertEquals(
        Parameter.values().length,
        read.getComponents().getSchemas().get("Parameters").getProperties().size());
  }

  @Test
  void shouldNameEveryRouteAndNoOther() {
    Set<String> named = new TreeSet<>();
    for (var path : document.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        named.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
      }
    }
    assertEquals(new TreeSet<>(server.routes()), named);
  }

  @Test
  void shouldAnswerEverythingAsItSays() {
    await().until(() -> engine.status().sounding() > 0);
    check("GET", "/api/status", null, 200);
    check("GET", "/api/registry", null, 200);
    check("GET", "/api/params", null, 200);
    check("PUT", "/api/params", "{\"temperature\":1.2,\"keyLock\":\"found\"}", 200);
    check("PUT", "/api/params", "{\"temperature\":99}", 400);
    check("POST", "/api/action", "{\"action\":\"again\"}", 200);
    check("POST", "/api/action", "nonsense", 400);
    check("POST", "/api/mode", "{\"mode\":\"jam\"}", 200);
    check("POST", "/api/tap", null, 204);
    check("POST", "/api/panic", null, 200);
    check("GET", "/api/models", null, 200);
    check("GET", "/api/models/{name}", "studio", null, 200);
    check("GET", "/api/models/{name}", "nobody", null, 404);
    check("POST", "/api/model", "{\"model\":\"pocket\"}", 202);
    check("GET", "/api/scenes", null, 200);
    check("POST", "/api/scene", "{\"scene\":\"verse\"}", 200);
    check("PUT", "/api/scenes/{name}", "chorus", "{\"program\":null}", 200);
    check("DELETE", "/api/scenes/{name}", "chorus", null, 204);
    check("GET", "/api/controls", null, 200);
    check("POST", "/api/learn", "{\"target\":\"temperature\"}", 200);
    check("POST", "/api/learn", "{\"target\":null}", 200);
    check("DELETE", "/api/controls/{target}", "topP", null, 204);
    check("GET", "/api/ports", null, 200);
    check("GET", "/api/timing", null, 200);
    check("GET", "/metrics", null, 200);
    check("GET", "/api/sessions", null, 200);
    check("GET", "/api/sessions/{name}/midi", "monday", null, 200);
    check("GET", "/api/sessions/{name}/notes", "current", null, 200);
    check("GET", "/api/sessions/{name}/notes", "tuesday", null, 404);
    check("DELETE", "/api/sessions/{name}", "monday", null, 204);
    check("POST", "/api/session/save", "{\"name\":\"friday\"}", 200);
    check("GET", "/api/openapi.json", null, 200);
  }

  private void check(String method, String path, String body, int status) {
    check(method, path, null, body, status);
  }

  /** Asks, and holds question and answer to the document. */
  private void check(String method, String path, String name, String body, int status) {
    JsonNode operation = document.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
    String what = method + " " + path;
    JsonNode request = operation.at("/requestBody/content/application~1json/schema");
    if (body != null && status < 300) {
      assertEquals(Set.of(), problems(request, body), what);
    }
    HttpResponse<String> answer =
        ask(method, name == null ? path : path.replaceFirst("\\{\\w+}", name), body);
    assertEquals(status, answer.statusCode(), () -> what + ": " + answer.body());
    JsonNode response = operation.path("responses").path(Integer.toString(status));
    assertFalse(response.isMissingNode(), what + " may answer " + status);
    if (status == 204) {
      assertEquals("", answer.body());
      return;
    }
    String type = answer.headers().firstValue("Content-Type").orElseThrow().split(";")[0];
    JsonNode schema = response.path("content").path(type).path("schema");
    assertFalse(schema.isMissingNode(), what + " may answer " + type);
    if (type.endsWith("json")) {
      assertEquals(Set.of(), problems(schema, answer.body()), () -> what + ": " + answer.body());
    }
  }

  private Set<ValidationMessage> problems(JsonNode schema, String json) {
    ObjectNode whole = JSON.createObjectNode();
    whole.setAll((ObjectNode) schema);
    whole.set("components", document.path("components"));
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(whole)
        .validate(json(json));
  }

  @Test
  void shouldNoticeAnAnswerThatIsNotAsItSays() {
    JsonNode schema =
        document.at("/paths/~1api~1mode/post/requestBody/content/application~1json/schema");
    assertTrue(problems(schema, "{\"mode\":\"jam\"}").isEmpty());
    assertFalse(problems(schema, "{\"mode\":\"polka\"}").isEmpty());
    assertFalse(problems(schema, "{\"mode\":\"jam\",\"more\":1}").isEmpty());
    assertFalse(problems(schema, "{}").isEmpty());
    JsonNode params = document.at("/components/schemas/Parameters");
    assertFalse(problems(params, "{\"temperature\":99}").isEmpty());
    assertFalse(problems(params, "{\"keyLock\":\"firmly\"}").isEmpty());
  }

  private HttpResponse<String> ask(String method, String path, String body) {
    HttpRequest.BodyPublisher sent =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(server.url()).resolve(path))
              .method(method, sent)
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }
}
