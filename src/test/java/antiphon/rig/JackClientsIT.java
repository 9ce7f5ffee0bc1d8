package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.rig.JackListener.Heard;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With instruments, recorders and toolkits that people use on JACK. */
@Tag("rig")
class JackClientsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path RESOURCES = Path.of("src", "test", "resources");
  private static final String SOUNDS = "/usr/share/sounds/sf2/TimGM6mb.sf2";
  private static final String THRU = "[play]\nthru = true\nmode = \"listen\"\n";
  private static final String SOLO = "[play]\nmode = \"solo\"\ntempo = 240.0\n";

  /** Frames at 48 kHz in a quarter at 120 bpm, which is Ardour's tempo unless it is told. */
  private static final double QUARTER_FRAMES = 24_000;

  /** Ardour keeps what it records to a 1920th of a quarter. */
  private static final double ARDOUR_FRAMES = QUARTER_FRAMES / 1920 + 0.5;

  @TempDir Path folder;
  private JackServer jack;

  @BeforeEach
  void startServer() throws IOException {
    jack = new JackServer("-S");
  }

  @AfterEach
  void stopServer() {
    jack.close();
  }

  @Test
  void shouldGiveEveryNoteBackToPythonInItsOrder() throws Exception {
    try (Program python =
            jack.client("/usr/bin/python3", RESOURCES.resolve("round_trip.py").toString());
        Program daemon =
            jack.daemon(
                folder,
                THRU + "[midi]\nwait_for_ports = true\n",
                "--in",
                "there",
                "--out",
                "back")) {
      daemon.awaitErr("antiphon: ready in ");
      await(() -> python.out().contains("ready"));
      await(
          () -> jack.run("jack_lsp", "-c").stream().filter("   antiphon:out"::equals).count() == 1);
      await(
          () -> jack.run("jack_lsp", "-c").stream().filter("   antiphon:in"::equals).count() == 1);
      python.type("300");
      await(() -> python.out().size() > 1);
      assertEquals("heard 600 same", python.out().get(1));
    }
  }

  @Test
  void shouldBeHeardThroughFluidsynth() throws Exception {
    Path sound = folder.resolve("sound.wav");
    try (Program synth =
            jack.client(
                "fluidsynth",
                "-m",
                "jack",
                "-a",
                "file",
                "-o",
                "audio.file.name=" + sound,
                "-o",
                "audio.file.type=wav",
                "-o",
                "audio.file.format=s16",
                SOUNDS);
        Program daemon =
            jack.daemon(folder, SOLO + "[midi]\nwait_for_ports = true\n", "--out", "fluidsynth")) {
      daemon.awaitErr("antiphon: ready in ");
      try (JackListener listener = new JackListener(jack)) {
        jack.connect("antiphon:out", listener.port());
        await(() -> listener.onsets() > 8);
      }
      synth.type("quit");
      assertEquals(0, synth.awaitExit(), synth.err().toString());
    }
    int peak = peak(Files.readAllBytes(sound));
    assertTrue(peak > 300, "peak " + peak);
  }

  @Test
  void shouldBeRecordedByArdourAsItPlays() throws Exception {
    Path session = folder.resolve("session");
    List<Heard> heard;
    try (Program daemon = jack.daemon(folder, SOLO);
        JackListener listener = new JackListener(jack)) {
      daemon.awaitErr("antiphon: ready in ");
      jack.connect("antiphon:out", listener.port());
      jack.run(
          "ardour7-lua",
          RESOURCES.resolve("record.lua").toString(),
          session.toString(),
          "antiphon:out",
          "8");
      heard = onsets(listener.heard());
    }
    List<MidiEvent> recorded = recorded(session);
    assertTrue(recorded.size() > 10, recorded.size() + " notes");
    int start =
        Collections.indexOfSubList(
            heard.stream().map(Heard::data1).toList(),
            recorded.stream().map(JackClientsIT::pitch).toList());
    assertTrue(start >= 0, "not what was heard");
    for (int i = 1; i < recorded.size(); i++) {
      double frames = heard.get(start + i).frame() - heard.get(start).frame();
      long ticks = recorded.get(i).getTick() - recorded.get(0).getTick();
      assertEquals(frames, ticks * QUARTER_FRAMES / resolution, ARDOUR_FRAMES, "note " + i);
    }
  }

  /** Ticks in a quarter of Ardour's file. */
  private int resolution;

  private List<MidiEvent> recorded(Path session) throws Exception {
    File file;
    try (Stream<Path> files = Files.walk(session)) {
      file = files.filter(path -> path.toString().endsWith(".mid")).findFirst().get().toFile();
    }
    Sequence sequence = MidiSystem.getSequence(file);
    resolution = sequence.getResolution();
    List<MidiEvent> onsets = new ArrayList<>();
    for (Track track : sequence.getTracks()) {
      for (int i = 0; i < track.size(); i++) {
        if (track.get(i).getMessage() instanceof ShortMessage message
            && message.getCommand() == ShortMessage.NOTE_ON
            && message.getData2() > 0) {
          onsets.add(track.get(i));
        }
      }
    }
    onsets.sort(Comparator.comparing(MidiEvent::getTick).thenComparing(JackClientsIT::pitch));
    return onsets;
  }

  private static List<Heard> onsets(List<Heard> heard) {
    return heard.stream()
        .filter(Heard::isOn)
        .sorted(Comparator.comparing(Heard::frame).thenComparing(Heard::data1))
        .toList();
  }

  private static int pitch(MidiEvent event) {
    return ((ShortMessage) event.getMessage()).getData1();
  }

  /** The greatest sample of a WAV file of 16 bits. */
  private static int peak(byte[] wav) {
    ByteBuffer samples = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).position(44);
    int peak = 0;
    while (samples.remaining() > 1) {
      peak = Math.max(peak, Math.abs(samples.getShort()));
    }
    return peak;
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
  }
}
