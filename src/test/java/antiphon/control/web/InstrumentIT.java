package antiphon.control.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Chromium;
import antiphon.control.RecordingModels;
import antiphon.control.desk.Desk;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.engine.Engine;
import antiphon.live.engine.FarSide;
import antiphon.live.engine.Sessions;
import antiphon.music.time.Meter;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page sounds like: its modules in a browser, rendered faster than time and measured. */
@Tag("rig")
class InstrumentIT {
  private static final List<String> NAMES = List.of("Piano", "Electric piano", "Strings");

  /**
   * Renders notes by an instrument of its own. Takes {names, muted, volume, seconds, panicAt,
   * notes: [[part, pitch, velocity, at, until]]}; gives {peak, levels: dB of each tenth of a
   * second, hertz, brightness, milliseconds}.
   */
  private static final String RENDER =
      """
      async ({names = {}, muted = [], volume = 0.7, seconds = 1.5, panicAt = 0, notes}) => {
        localStorage.clear();
        const {Instrument} = await import('/instrument.js');
        const rate = 44100;
        const context = new OfflineAudioContext(2, seconds * rate, rate);
        const instrument = new Instrument(() => context);
        instrument.setVolume(volume);
        for (const [part, name] of Object.entries(names)) {
          instrument.choose(part, name);
        }
        muted.forEach((part) => instrument.setMuted(part, true));
        instrument.unlock();
        await instrument.prepare();
        for (const [part, pitch, velocity, at = 0, until = seconds] of notes) {
          instrument.noteOn('here', part, pitch, velocity, 1000 * at);
          instrument.noteOff('here', part, pitch, 1000 * until);
        }
        if (panicAt) {
          context.suspend(panicAt).then(() => {
            instrument.allOff();
            context.resume();
          });
        }
        const startMs = performance.now();
        const buffer = await context.startRendering();
        const milliseconds = performance.now() - startMs;
        const [left, right] = [buffer.getChannelData(0), buffer.getChannelData(1)];
        const mono = left.map((sample, i) => (sample + right[i]) / 2);
        const peak = [...left, ...right].reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
        const levels = [];
        for (let from = 0; from + rate / 10 <= left.length; from += rate / 10) {
          let power = 0;
          for (let i = from; i < from + rate / 10; i++) {
            power += (left[i] ** 2 + right[i] ** 2) / (rate / 5);
          }
          levels.push(10 * Math.log10(power + 1e-12));
        }
        let steep = 0;
        let whole = 0;
        for (let i = 0.05 * rate; i < 0.35 * rate; i++) {
          steep += (mono[i] - mono[i - 1]) ** 2;
          whole += mono[i] ** 2;
        }
        const onsetMs = (1000 / rate) * mono.findIndex((sample) => Math.abs(sample) > 0.1 * peak);
        return {
          peak, levels, hertz: pitchOf(mono, rate), brightness: Math.sqrt(steep / whole), onsetMs, milliseconds,
        };

        function pitchOf(samples, rate) {
          const from = Math.round(0.15 * rate);
          const length = Math.round(0.3 * rate);
          const likeness = (lag) => {
            let sum = 0;
            for (let i = from; i < from + length; i++) {
              sum += samples[i] * samples[i + lag];
            }
            return sum;
          };
          let best = 0;
          const found = [];
          for (let lag = 20; lag < 500; lag++) {
            found[lag] = likeness(lag);
          }
          // the shortest of the lags at which it is like itself
          const highest = Math.max(...found.slice(20));
          for (let lag = 21; lag < 499 && !best; lag++) {
            if (found[lag] > 0.9 * highest && found[lag] >= found[lag - 1] && found[lag] >= found[lag + 1]) {
              best = lag;
            }
          }
          // ten periods later, more exactly
          const near = [];
          for (let lag = Math.round(9.7 * best); lag <= 10.3 * best; lag++) {
            near.push([likeness(lag), lag]);
          }
          const [b, lag] = near.reduce((most, each) => (each[0] > most[0] ? each : most));
          const [a, c] = [likeness(lag - 1), likeness(lag + 1)];
          return (10 * rate) / (lag + (a - c) / (2 * (a - 2 * b + c)));
        }
      }
      """;

  /** A browser's MIDI with two outputs and an input that only write down what they are told. */
  private static final String MIDI =
      """
      const midi = new EventTarget();
      const port = (name, type) => ({id: `${type} ${name}`, name, type, state: 'connected', onmidimessage: null});
      const output = (name) => ({
        ...port(name, 'output'),
        send(data, atMs = 0) {
          if (this.state !== 'connected') {
            throw new DOMException('it is not there', 'InvalidStateError');
          }
          midi.sent.push({name, data: [...data], atMs: Math.max(atMs, performance.now())});
        },
      });
      midi.sent = [];
      midi.outputs = new Map(['Synth', 'Rompler'].map((name) => [name, output(name)]));
      midi.inputs = new Map([['Keys', port('Keys', 'input')]]);
      midi.plug = (name, state) => {
        midi.outputs.get(name).state = state;
        midi.dispatchEvent(new Event('statechange'));
      };
      window.midi = midi;
      navigator.requestMIDIAccess = async () => midi;
      """;

  private static Chromium chromium;

  private final FarSide farSide = new FarSide();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final List<String> samplesAskedFor = new CopyOnWriteArrayList<>();
  private final RecordingModels models = new RecordingModels("a random one");
  private Engine engine;
  private Desk desk;
  private WebServer server;
  private BrowserContext browser;
  private Page page;

  @TempDir private Path folder;

  @BeforeAll
  static void launch() {
    chromium = new Chromium();
  }

  @AfterAll
  static void quit() {
    chromium.close();
  }

  @BeforeEach
  void start() throws WebException {
    LiveSettings settings = new LiveSettings(Mode.LISTEN, Meter.COMMON, 120, 7);
    engine = Sessions.engine(settings, Sessions.stepper(), farSide);
    engine.start();
    desk = new Desk(engine, models, folder);
    server = new WebServer(new Backstage(engine, desk, models), "127.0.0.1", 0);
    server.start();
    browser = chromium.browser().newContext();
    page = newPage();
  }

  @AfterEach
  void stop() {
    browser.close();
    server.close();
    desk.close();
    engine.close();
    assertEquals(0, farSide.hanging());
    assertEquals(List.of(), errors);
  }

  @Test
  void shouldSoundEachInstrumentAboutAsLoudAsTheOthers() {
    open();
    for (int pitch : List.of(48, 60, 72)) {
      List<Double> levels =
          NAMES.stream().map(name -> loudness(render(name, pitch, 90), 0, 10)).toList();
      System.out.println("dB of " + NAMES + " at pitch " + pitch + ": " + levels);
      double softest = levels.stream().mapToDouble(level -> level).min().orElseThrow();
      double loudest = levels.stream().mapToDouble(level -> level).max().orElseThrow();
      assertTrue(softest > -40, "pitch " + pitch + " sounds with " + levels);
      assertTrue(loudest - softest < 6, "pitch " + pitch + " sounds with " + levels);
    }
  }

  @Test
  void shouldSoundAtOnce() {
    open();
    for (String name : NAMES) {
      for (int pitch : List.of(36, 60, 69, 84)) {
        double onsetMs = number(render(name, pitch, 90), "onsetMs");
        System.out.printf("%s at pitch %d sounds after %.1f ms%n", name, pitch, onsetMs);
        assertTrue(onsetMs < 22, name + " at " + pitch + " sounds after " + onsetMs + " ms");
      }
    }
  }

  @Test
  void shouldBeInTune() {
    open();
    for (String name : NAMES) {
      for (int pitch : List.of(57, 66, 69, 72)) {
        double hertz = 440 * Math.pow(2, (pitch - 69) / 12.0);
        double heard = number(render(name, pitch, 90), "hertz");
        System.out.printf("%s at %.1f Hz is heard at %.1f Hz%n", name, hertz, heard);
        assertEquals(hertz, heard, 0.0045 * hertz, name + " at " + pitch);
      }
    }
  }

  @Test
  void shouldBeLouderAndBrighterTheHarderTheKeyIsStruck() {
    open();
    List<Integer> velocities = List.of(10, 30, 45, 65, 67, 92, 110, 127);
    List<Map<String, Object>> heard =
        velocities.stream().map(velocity -> render("Piano", 60, velocity)).toList();
    for (int i = 0; i < velocities.size(); i++) {
      System.out.printf(
          "velocity %d: %.1f dB, brightness %.4f%n",
          velocities.get(i), loudness(heard.get(i), 0, 5), number(heard.get(i), "brightness"));
    }
    for (int i = 1; i < velocities.size(); i++) {
      double louder = loudness(heard.get(i), 0, 5) - loudness(heard.get(i - 1), 0, 5);
      assertTrue(louder > -1.5 && louder < 13, velocities.get(i) + " is louder by " + louder);
    }
    assertTrue(
        number(heard.get(7), "brightness") > 1.2 * number(heard.get(0), "brightness"),
        "the loudest is the brightest");
    double seam = loudness(heard.get(4), 0, 5) - loudness(heard.get(3), 0, 5);
    assertTrue(Math.abs(seam) < 2.5, "from layer to layer by " + seam + " dB");
  }

  @Test
  void shouldBeSilentWhereAPartIsMuted() {
    open();
    List<?> player = List.of("player", 60, 90);
    List<?> partner = List.of("partner", 67, 90);
    double both = loudness(render(Map.of("notes", List.of(player, partner))), 0, 10);
    for (String muted : List.of("player", "partner")) {
      Map<String, Object> other =
          render(Map.of("muted", List.of(muted), "notes", List.of(player, partner)));
      assertTrue(loudness(other, 0, 10) > both - 12, "the other part sounds");
      Map<String, Object> alone =
          render(
              Map.of(
                  "muted",
                  List.of(muted),
                  "notes",
                  List.of(muted.equals("player") ? player : partner)));
      assertTrue(loudness(alone, 2, 10) < -80, muted + " sounds with " + loudness(alone, 2, 10));
    }
  }

  @Test
  void shouldBeSilentAfterPanic() {
    open();
    for (String name : NAMES) {
      Map<String, Object> heard =
          render(
              Map.of(
                  "names",
                  Map.of("player", name, "partner", name),
                  "seconds",
                  3.5,
                  "panicAt",
                  1,
                  "notes",
                  List.of(
                      List.of("player", 48, 110),
                      List.of("partner", 64, 110),
                      // it would sound later
                      List.of("partner", 72, 110, 2))));
      assertTrue(loudness(heard, 5, 10) > -40, name + " sounds before");
      assertTrue(loudness(heard, 13, 14) < loudness(heard, 9, 10) - 15, name + " ends at once");
      assertTrue(
          loudness(heard, 26, 34) < -70, name + " sounds after with " + loudness(heard, 26, 34));
    }
  }

  @Test
  void shouldNotClipHoweverManyNotesSound() {
    open();
    for (String name : NAMES) {
      List<List<?>> notes = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        notes.add(List.of(i % 2 == 0 ? "player" : "partner", 36 + 2 * i, 127));
      }
      Map<String, Object> heard =
          render(
              Map.of(
                  "names", Map.of("player", name, "partner", name), "volume", 1, "notes", notes));
      System.out.println("peak of 30 notes of " + name + ": " + heard.get("peak"));
      assertTrue(number(heard, "peak") > 0.2 && number(heard, "peak") < 1, name);
    }
  }

  @Test
  void shouldLetTheOldestNotesGoWhenTooManySound() {
    open();
    assertEquals(
        48,
        page.evaluate(
            """
            async () => {
              const {Instrument} = await import('/instrument.js');
              const sounding = new Set();
              const {start, stop} = AudioBufferSourceNode.prototype;
              AudioBufferSourceNode.prototype.start = function (...when) {
                sounding.add(this);
                start.apply(this, when);
              };
              AudioBufferSourceNode.prototype.stop = function (...when) {
                sounding.delete(this);
                stop.apply(this, when);
              };
              const context = new OfflineAudioContext(2, 44100, 44100);
              const instrument = new Instrument(() => context);
              instrument.unlock();
              await instrument.prepare();
              for (let pitch = 10; pitch < 110; pitch++) {
                instrument.noteOn('here', 'player', pitch, 90);
                instrument.noteOn('there', 'partner', pitch, 90);
              }
              return sounding.size;
            }
            """));
  }

  @Test
  void shouldRenderFiftyNotesASecondWithTimeToSpare() {
    open();
    List<List<?>> notes = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      String part = i % 2 == 0 ? "player" : "partner";
      notes.add(List.of(part, 36 + 7 * i % 60, 40 + i % 80, i / 50.0, i / 50.0 + 0.4));
    }
    Map<String, Object> heard = render(Map.of("seconds", 6, "notes", notes));
    System.out.printf(
        "6 s with 50 notes/s are rendered in %.0f ms%n", number(heard, "milliseconds"));
    assertTrue(number(heard, "peak") < 1);
    assertTrue(number(heard, "milliseconds") < 4000, "in " + heard.get("milliseconds") + " ms");
  }

  @Test
  void shouldFetchThePianoAtTheFirstGestureAndNotBefore() {
    open();
    page.waitForTimeout(300);
    assertEquals(List.of(), samplesAskedFor);
    page.keyboard().press("a");
    page.waitForCondition(() -> peak() > 0.005);
    page.waitForCondition(() -> (boolean) page.evaluate("window.antiphon.pianoReady"));
    page.waitForCondition(() -> samplesAskedFor.size() == 30);
    assertEquals(30, samplesAskedFor.stream().distinct().count());
    page.waitForCondition(() -> level() < 0.001);
    page.keyboard().down("d");
    page.waitForCondition(() -> level() > 0.01);
    page.keyboard().up("d");
    page.waitForCondition(() -> level() < 0.001);
  }

  @Test
  void shouldSoundWithoutThePianoWhereItsSamplesCannotBeHad() {
    page.route("**/piano/*", InstrumentIT::noise);
    open();
    page.keyboard().down("a");
    page.waitForCondition(() -> level() > 0.01);
    page.keyboard().up("a");
    page.waitForCondition(() -> !samplesAskedFor.isEmpty());
    page.waitForCondition(() -> level() < 0.001);
    page.keyboard().down("d");
    page.waitForCondition(() -> level() > 0.01);
    page.keyboard().up("d");
    assertEquals(false, page.evaluate("window.antiphon.pianoReady"));
    assertEquals("", page.locator("#notice").textContent());
  }

  @Test
  void shouldKeepInstrumentLevelMuteAndVolumeForTheNextVisit() {
    open();
    openSound();
    page.getByLabel("Instrument of Antiphon").selectOption("Strings");
    page.getByLabel("Level of You").fill("40");
    button("Mute Antiphon").click();
    page.locator("#volume").fill("55");
    page.close();
    page = newPage();
    open();
    openSound();
    assertEquals("Strings", page.getByLabel("Instrument of Antiphon").inputValue());
    assertEquals("Piano", page.getByLabel("Instrument of You").inputValue());
    assertEquals("40", page.getByLabel("Level of You").inputValue());
    assertEquals("true", button("Mute Antiphon").getAttribute("aria-pressed"));
    assertEquals("false", button("Mute You").getAttribute("aria-pressed"));
    assertEquals("55", page.locator("#volume").inputValue());
    page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "page", "sound.png")));
    page.getByLabel("Level of You").fill("100");
    page.keyboard().down("a");
    page.waitForCondition(() -> level() > 0.01);
    button("Mute You").click();
    page.waitForCondition(() -> level() < 0.001);
    page.keyboard().up("a");
  }

  @Test
  void shouldWorkWhereTheBrowserKeepsNothing() {
    page.addInitScript(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('forbidden'); }})");
    open();
    openSound();
    page.getByLabel("Instrument of You").selectOption("Electric piano");
    page.keyboard().down("a");
    page.waitForCondition(() -> level() > 0.01);
    page.keyboard().up("a");
  }

  @Test
  void shouldPlayASessionToItsEndOneAtATime() {
    open();
    page.keyboard().press("a");
    page.evaluate(
        """
        async () => {
          const {Instrument} = await import('/instrument.js');
          const {SessionPlayer} = await import('/session-player.js');
          const instrument = new Instrument();
          const told = [];
          instrument.attach({
            noteOn: (source, part, pitch, velocity) => told.push(`on ${part} ${pitch} ${velocity}`),
            noteOff: (source, part, pitch) => told.push(`off ${part} ${pitch}`),
            allOff: (source) => told.push(`all off ${source}`),
          });
          const note = (part, pitch, tick, endTick) => ({part, pitch, velocity: 90, tick, endTick});
          const session = {tempoBpm: 120, meter: '4/4', ticksPerQuarter: 960, notes: [
            note('partner', 67, 4800, 5760), note('player', 60, 3840, 4800), note('player', 60, 4800, 5760)]};
          window.session = {
            told, progress: [], ends: [], peak: 0,
            level: () => instrument.level(),
            player: new SessionPlayer(instrument),
            play: () => window.session.player.play(session,
              (each) => {
                window.session.progress.push(each);
                window.session.peak = instrument.listen();
              },
              (whole) => window.session.ends.push(whole)),
          };
          window.session.play();
        }
        """);
    page.waitForCondition(() -> page.evaluate("window.session.ends.length").equals(1));
    assertEquals(List.of(true), page.evaluate("window.session.ends"));
    assertEquals(
        List.of(
            "on player 60 90",
            "off player 60",
            "on partner 67 90",
            "on player 60 90",
            "off partner 67",
            "off player 60",
            "all off session"),
        page.evaluate("window.session.told"));
    assertTrue(number(page.evaluate("window.session.peak")) > 0.01);
    assertEquals(3840, number(page.evaluate("window.session.progress[0].tick")), 1e-6);
    assertEquals(5760, number(page.evaluate("window.session.progress.at(-1).tick")), 1e-6);
    assertEquals(1, number(page.evaluate("window.session.progress.at(-1).totalSeconds")), 1e-6);
    assertEquals(
        true,
        page.evaluate(
            "window.session.progress.every((p, i, all) => !i || p.tick >= all[i - 1].tick)"));
    page.evaluate("() => { window.session.play(); window.session.play(); }");
    page.waitForCondition(() -> number(page.evaluate("window.session.level()")) > 0.01);
    page.evaluate("window.session.player.stop()");
    page.evaluate("window.session.player.stop()");
    assertEquals(List.of(true, false, false), page.evaluate("window.session.ends"));
    page.waitForCondition(() -> number(page.evaluate("window.session.level()")) < 0.001);
  }

  @Test
  void shouldSendAntiphonsNotesToTheChosenOutputAndEndThemOnPanicAndWhenThePageGoes() {
    page.addInitScript(MIDI);
    open();
    openSound();
    button("MIDI out").click();
    page.getByLabel("MIDI output").selectOption("Synth");
    assertEquals("Synth 176 123 0, Synth 177 123 0", sent());
    send("noteOn('there', 'partner', 60, 70, 20)");
    send("noteOn('there', 'player', 62, 71)");
    send("noteOff('there', 'partner', 60, 30)");
    assertEquals("Synth 144 60 70, Synth 128 60 0", sent());
    page.getByText("with my notes").click();
    send("noteOn('here', 'player', 62, 71)");
    send("noteOn('there', 'player', 62, 72)");
    send("noteOff('here', 'player', 62)");
    assertEquals("Synth 145 62 71, Synth 129 62 0, Synth 145 62 72", sent());
    send("noteOn('there', 'partner', 64, 80, 25)");
    assertEquals("Synth 144 64 80", sent());
    page.keyboard().press(" ");
    // the second of the two ends the note that was still on its way
    assertEquals(
        "Synth 129 62 0, Synth 128 64 0, Synth 176 123 0, Synth 177 123 0, Synth 128 64 0", sent());
    page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true})");
    for (String end :
        List.of(
            "dispatchEvent(new Event('pagehide'))",
            "document.dispatchEvent(new Event('freeze'))",
            "document.dispatchEvent(new Event('visibilitychange'))")) {
      send("noteOn('there', 'partner', 65, 80)");
      page.evaluate(end);
      assertEquals(
          "Synth 144 65 80, Synth 128 65 0, Synth 176 123 0, Synth 177 123 0", sent(), end);
    }
    send("noteOn('there', 'partner', 66, 80)");
    page.getByLabel("MIDI output").selectOption("Rompler");
    assertEquals(
        "Synth 144 66 80, Synth 128 66 0, Synth 176 123 0, Synth 177 123 0,"
            + " Rompler 176 123 0, Rompler 177 123 0",
        sent());
    send("noteOn('there', 'partner', 67, 80)");
    button("MIDI out").click();
    assertEquals(
        "Rompler 144 67 80, Rompler 128 67 0, Rompler 176 123 0, Rompler 177 123 0", sent());
    send("noteOn('there', 'partner', 68, 80)");
    assertEquals("", sent());
  }

  @Test
  void shouldFindAnUnpluggedOutputAgainByItsName() {
    page.addInitScript(MIDI);
    open();
    openSound();
    button("MIDI out").click();
    page.getByLabel("MIDI output").selectOption("Synth");
    send("noteOn('there', 'partner', 60, 70)");
    sent();
    page.evaluate("midi.plug('Synth', 'disconnected')");
    send("noteOn('there', 'partner', 61, 70)");
    assertEquals("", sent());
    assertTrue(page.getByLabel("MIDI output").textContent().contains("Synth (unplugged)"));
    page.evaluate("midi.plug('Synth', 'connected')");
    assertEquals("Synth 176 123 0, Synth 177 123 0", sent());
    send("noteOn('there', 'partner', 62, 70)");
    assertEquals("Synth 144 62 70", sent());
    page.reload();
    page.waitForCondition(() -> (boolean) page.evaluate("!!window.antiphon?.ready"));
    openSound();
    button("MIDI out").click();
    page.waitForCondition(() -> page.getByLabel("MIDI output").inputValue().equals("Synth"));
  }

  @Test
  void shouldPlayFromAKeyboardButNotFromItsOwnOutputLedBack() {
    page.addInitScript(MIDI);
    open();
    openSound();
    button("MIDI in").click();
    page.waitForCondition(() -> page.locator("#midi").textContent().contains("1"));
    hearFromKeys(0x90, 60, 100);
    page.waitForCondition(() -> notesOfThePlayer() == 1);
    hearFromKeys(0x80, 60, 0);
    button("MIDI out").click();
    page.getByLabel("MIDI output").selectOption("Synth");
    send("noteOn('there', 'partner', 64, 80)");
    hearFromKeys(0x90, 64, 80);
    send("noteOff('there', 'partner', 64)");
    hearFromKeys(0x90, 65, 80);
    page.waitForCondition(() -> notesOfThePlayer() == 2);
    hearFromKeys(0x80, 65, 0);
    page.waitForCondition(() -> farSide.hanging() == 0);
    assertEquals(2, notesOfThePlayer());
  }

  @Test
  void shouldSayInOneSentenceThatMidiIsRefusedAndHideWhatABrowserCannotDo() {
    page.addInitScript(
        "navigator.requestMIDIAccess = () => Promise.reject(new DOMException('no', 'SecurityError'))");
    open();
    openSound();
    button("MIDI out").click();
    page.waitForCondition(() -> page.locator("#notice").textContent().contains("does not let"));
    assertFalse(page.getByLabel("MIDI output").isVisible());
    page.close();
    page = newPage();
    page.addInitScript("Navigator.prototype.requestMIDIAccess = undefined");
    open();
    openSound();
    assertEquals(0, button("MIDI out").count());
    assertFalse(page.locator("#midi").isVisible());
  }

  private Page newPage() {
    Page opened = browser.newPage();
    opened.setDefaultTimeout(20_000);
    opened.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            errors.add(message.text() + " at " + message.location());
          }
        });
    opened.onPageError(errors::add);
    opened.onRequest(this::note);
    return opened;
  }

  private void note(Request request) {
    if (request.url().contains("/piano/")) {
      samplesAskedFor.add(request.url());
    }
  }

  private static void noise(Route route) {
    route.fulfill(new Route.FulfillOptions().setBodyBytes(new byte[3000]));
  }

  private void open() {
    page.navigate(server.url());
    page.waitForCondition(() -> (boolean) page.evaluate("!!window.antiphon?.ready"));
  }

  private void openSound() {
    page.locator("summary", new Page.LocatorOptions().setHasText("Sound")).click();
  }

  private Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  private Map<String, Object> render(String name, int pitch, int velocity) {
    return render(
        Map.of(
            "names", Map.of("player", name), "notes", List.of(List.of("player", pitch, velocity))));
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> render(Map<String, ?> what) {
    return (Map<String, Object>) page.evaluate(RENDER, what);
  }

  /** Mean power between two tenths of a second, in dB of full scale. */
  private static double loudness(Map<String, Object> heard, int fromTenth, int toTenth) {
    List<?> levels = (List<?>) heard.get("levels");
    return 10
        * Math.log10(
            levels.subList(fromTenth, toTenth).stream()
                .mapToDouble(level -> Math.pow(10, number(level) / 10))
                .average()
                .orElseThrow());
  }

  private static double number(Map<String, Object> heard, String name) {
    return number(heard.get(name));
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  private double peak() {
    return number(page.evaluate("window.antiphon.audioPeak()"));
  }

  private double level() {
    return number(page.evaluate("window.antiphon.audioLevel()"));
  }

  private int notesOfThePlayer() {
    return (int) page.evaluate("window.antiphon.notesSeen.player");
  }

  /** To the instrument of the page itself. */
  private void send(String call) {
    page.evaluate("window.antiphon.instrument." + call);
  }

  private void hearFromKeys(int status, int data1, int data2) {
    page.evaluate(
        "data => midi.inputs.get('Keys').onmidimessage({data: new Uint8Array(data)})",
        List.of(status, data1, data2));
  }

  /** What has been sent since this was asked last, in the order in which it is to be played. */
  private String sent() {
    return (String)
        page.evaluate(
            "midi.sent.splice(0).sort((a, b) => a.atMs - b.atMs)"
                + ".map(({name, data}) => `${name} ${data.join(' ')}`).join(', ')");
  }
}
