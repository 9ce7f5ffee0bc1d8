package antiphon.control.web;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a daemon with a rich past would tell, put in the way of a page's requests. */
final class RichAnswers {
  private static final String SESSIONS =
      """
      {"current":{"seconds":754.3,"player":312,"partner":290},
       "sessions":[
        {"name":"2026-11-26 05.15.28","savedAt":"2026-11-26T05:27:12Z","bytes":12345,
         "seconds":704,"player":812,"partner":790},
        {"name":"monday","savedAt":"2026-11-23T19:02:00Z","bytes":2345,
         "seconds":65,"player":80,"partner":77}]}""";
  private static final String ONE_SESSION =
      """
      {"current":{"seconds":760,"player":312,"partner":290},
       "sessions":[
        {"name":"monday","savedAt":"2026-11-23T19:02:00Z","bytes":2345,
         "seconds":65,"player":80,"partner":77}]}""";
  private static final String NOTES =
      """
      {"tempoBpm":120,"meter":"4/4","ticksPerQuarter":960,"notes":[
        {"part":"player","pitch":60,"velocity":80,"tick":0,"endTick":480},
        {"part":"partner","pitch":64,"velocity":80,"tick":960,"endTick":1440}]}""";
  private static final String PORTS =
      """
      {"ports":[
        {"name":"Antiphon In","direction":"in","transport":"alsa","state":"open",
         "detail":"connected with a keyboard"},
        {"name":"Antiphon Out","direction":"out","transport":"alsa","state":"open","detail":""},
        {"name":"antiphon:out","direction":"out","transport":"jack","state":"lost",
         "detail":"The JACK server is gone; it is connected again when it comes back."},
        {"name":"Stage piano","direction":"in","transport":"rtp","state":"waiting","detail":""}]}""";
  private static final String MODEL =
      """
      {"name":"%s","playing":false,"layers":2,"hidden":256,"parameters":1310720,"bytes":2621440,
       "formatVersion":3,"created":"2026-11-20T10:00:00Z",
       "corpora":[{"name":"OpenScore Lieder Corpus","pieces":1069,"licence":"CC0 1.0"},
                  {"name":"Open Hymnal Project","pieces":206,"licence":"public domain"}],
       "figures":[{"name":"nats an event","value":1.294},
                  {"name":"likeliest event right","value":0.619}],
       "about":"A small model for small boards."}""";

  private RichAnswers() {}

  static void before(Page page) {
    page.route("**/api/timing", route -> json(route, timing()));
    page.route("**/api/ports", route -> json(route, PORTS));
    page.route("**/api/sessions", route -> json(route, SESSIONS));
    page.route("**/api/sessions/*/notes", route -> json(route, NOTES));
    page.route(
        "**/api/models/*",
        route -> {
          String url = route.request().url();
          json(route, MODEL.formatted(url.substring(url.lastIndexOf('/') + 1)));
        });
  }

  /** Sessions of which the newer one has been deleted. */
  static void afterDeletion(Page page) {
    page.route("**/api/sessions", route -> json(route, ONE_SESSION));
  }

  static void json(Route route, String body) {
    route.fulfill(new Route.FulfillOptions().setContentType("application/json").setBody(body));
  }

  private static String timing() {
    return List.of("lateness", "clockLateness", "hopToMind", "hopThru", "step", "hopToJournal")
        .stream()
        .map(
            name ->
                "{\"name\":\"%s\",\"doc\":\"How long it takes.\",\"total\":%s,\"recent\":%s}"
                    .formatted(name, histogram(40), histogram(name.equals("step") ? 0 : 2)))
        .collect(Collectors.joining(",", "{\"timings\":[", "]}"));
  }

  private static String histogram(int scale) {
    String buckets =
        IntStream.rangeClosed(0, 9)
            .mapToObj(
                at ->
                    "{\"toUs\":%s,\"count\":%d}"
                        .formatted(at == 9 ? "null" : 10 << at, scale * Math.max(0, 6 - at)))
            .collect(Collectors.joining(","));
    return String.format(
        Locale.ROOT,
        "{\"count\":%d,\"p50Us\":42,\"p90Us\":90,\"p99Us\":412.5,\"p999Us\":1800,"
            + "\"maxUs\":12345,\"buckets\":[%s]}",
        21 * scale,
        buckets);
  }
}
