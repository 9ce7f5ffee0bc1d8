package antiphon.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.TinyModel;
import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.live.engine.Sessions;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.file.MidiFileWriter;
import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.time.SystemClock;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon in this process, from the file that is played in to what is kept of it. */
class LiveSessionTest {
  @TempDir Path folder;

  private Path sessions;
  private Path journals;
  private Path record;

  @BeforeEach
  void prepare() {
    sessions = folder.resolve("data").resolve("sessions");
    journals = folder.resolve("journals");
    record = folder.resolve("record.mid");
  }

  @Test
  void shouldKeepWhatWasPlayedWhenItStops() throws Exception {
    LiveSession session = open("true");
    session.runUntil(30.0, true);
    session.close();
    assertFalse(session.recordFailed());
    List<Path> kept = files();
    assertEquals(1, kept.size(), kept.toString());
    String name = kept.get(0).getFileName().toString();
    assertTrue(name.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d\\.\\d\\d\\.\\d\\d\\.mid"), name);
    MidiPiece piece = MidiFileReader.read(kept.get(0));
    assertEquals(
        List.of("Player", "Antiphon"), piece.tracks().stream().map(MidiTrack::name).toList());
    List<Integer> call = Sessions.call().notes().stream().map(Note::pitch).toList();
    assertEquals(call, piece.tracks().get(0).notes().stream().map(Note::pitch).toList());
    MidiPiece recorded = MidiFileReader.read(record);
    assertEquals(recorded.notes(), piece.notes());
    assertEquals(
        0, piece.tracks().get(0).notes().get(0).onTick() / 960, "it begins with its first bar");
    session.close();
    assertEquals(1, files().size());
  }

  @Test
  void shouldKeepNothingWhereItIsToldSo() throws Exception {
    LiveSession session = open("false");
    session.runUntil(30.0, true);
    session.close();
    assertFalse(session.recordFailed());
    assertTrue(Files.exists(record));
    assertFalse(Files.exists(sessions));
  }

  @Test
  void shouldServeTheSessionThatGoesOnAndSaveIt() throws Exception {
    try (LiveSession session = open("true")) {
      session.runUntil(30.0, true);
      HttpClient http = HttpClient.newHttpClient();
      URI url = URI.create(session.webUrl());
      JsonNode told = get(http, url.resolve("api/sessions"));
      assertEquals(8, told.path("current").path("player").intValue());
      assertTrue(told.path("current").path("partner").intValue() > 0);
      assertTrue(
          told.path("current").path("seconds").doubleValue() > 8 * 60 / 400.0, told.toString());
      HttpRequest save =
          HttpRequest.newBuilder(url.resolve("api/session/save"))
              .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"monday\"}"))
              .build();
      assertEquals(200, http.send(save, HttpResponse.BodyHandlers.ofString()).statusCode());
      JsonNode monday = get(http, url.resolve("api/sessions")).path("sessions").get(0);
      assertEquals("monday", monday.path("name").textValue());
      assertEquals(8, monday.path("player").intValue());
      assertEquals(
          monday.path("player").intValue() + monday.path("partner").intValue(),
          get(http, url.resolve("api/sessions/monday/notes")).path("notes").size());
    }
    assertEquals(1, files().size(), "nothing was played since");
  }

  @Test
  void shouldSayWithItsExitCodeThatNothingCouldBeKept() throws Exception {
    Files.createFile(folder.resolve("data"));
    LiveSession session = open("true");
    session.runUntil(30.0, true);
    session.close();
    assertTrue(session.recordFailed());
    assertTrue(Files.exists(record));
  }

  /** The file that says so is there, and no process holds it: as kill -9 leaves it. */
  @Test
  void shouldKeepWhatADeadOneHadPlayedAndBeginAllTheSame() throws Exception {
    LiveSession dead = open("false");
    dead.runUntil(30.0, true);
    dead.close();
    Path journal = folders(journals).get(0);
    Files.createFile(journal.resolve("played"));
    Path segment = journal.resolve("000001.journal");
    byte[] bytes = Files.readAllBytes(segment);
    Files.write(segment, Arrays.copyOf(bytes, bytes.length - 3)); // torn
    Path foreign = Files.createDirectory(journals.resolve("2020-01-01 00.00.00"));
    Files.writeString(foreign.resolve("000001.journal"), "what is this?");
    Files.createFile(foreign.resolve("played"));
    LiveSession session = open("true");
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(sessions));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                !Files.exists(journal.resolve("played"))
                    && !Files.exists(foreign.resolve("played")));
    assertEquals(1, files().size());
    MidiPiece piece = MidiFileReader.read(files().get(0));
    assertEquals(8, piece.tracks().get(0).notes().size());
    session.close();
  }

  @Test
  void shouldPlayWithoutAJournalWhereNoneCanBeWritten() throws Exception {
    Files.createFile(folder.resolve("in the way"));
    journals = folder.resolve("in the way").resolve("journals");
    LiveSession session = open("true");
    session.runUntil(30.0, true);
    session.close();
    assertFalse(session.recordFailed());
    assertTrue(Files.exists(record));
  }

  private static List<Path> folders(Path root) throws IOException {
    try (Stream<Path> all = Files.list(root)) {
      return all.filter(Files::isDirectory).toList();
    }
  }

  private LiveSession open(String keep) throws IOException {
    Path phrase = folder.resolve("phrase.mid");
    MidiFileWriter.write(Sessions.call(), phrase);
    Configuration configuration = new Configuration();
    configuration.override(Key.MODEL, "--model", TinyModel.write(folder.resolve("tiny")) + "/");
    configuration.override(Key.MIDI, "--midi", "loopback");
    configuration.override(Key.WEB, "--web", "0");
    configuration.override(Key.SEED, "--seed", "7");
    configuration.override(Key.TEMPO, "--tempo", "400");
    configuration.override(Key.SESSIONS_FOLDER, "sessions.folder", sessions.toString());
    configuration.override(Key.JOURNAL_FOLDER, "journal.folder", journals.toString());
    configuration.override(Key.SESSIONS_KEEP, "sessions.keep", keep);
    ModelLoading loading = ModelLoading.begin(configuration);
    SessionPlan plan = SessionPlan.of(configuration, phrase, record);
    return LiveSession.open(plan, new SystemClock(), loading);
  }

  private static JsonNode get(HttpClient http, URI url) throws Exception {
    HttpResponse<String> response =
        http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), response.body());
    return new ObjectMapper().readTree(response.body());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(sessions)) {
      return files.toList();
    }
  }
}
