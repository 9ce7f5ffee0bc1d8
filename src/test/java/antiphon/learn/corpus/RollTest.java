package antiphon.learn.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.RandomRolls;
import antiphon.Seeded;
import antiphon.midi.file.MidiFileWriter;
import antiphon.music.note.Part;
import antiphon.music.token.TokenEncoder;
import antiphon.music.token.Vocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollTest {
  @TempDir Path folder;

  @Test
  void shouldGiveTheTokensOfTheBenchmarkInItsOrder() {
    Seeded.forSeeds(
        300,
        random -> {
          int frameClocks = random.nextBoolean() ? 24 : 12;
          Roll roll = RandomRolls.roll(random, 1 + random.nextInt(40), frameClocks);
          assertArrayEquals(
              textbookTokens(roll), TokenEncoder.encode(roll.piece().asPart(Part.PLAYER)));
        });
  }

  @Test
  void shouldSplitALongRestIntoLongestDursAndARest() {
    Roll roll = new Roll("", Split.TEST, 12, new int[][] {{}, {}, {}, {}, {}, {60}});
    assertArrayEquals(
        new int[] {
          Vocabulary.dur(48),
          Vocabulary.dur(12),
          Vocabulary.noteOn(60),
          Vocabulary.dur(12),
          Vocabulary.noteOff(60)
        },
        TokenEncoder.encode(roll.piece().asPart(Part.PLAYER)));
    assertEquals(4, roll.longestDurFrames());
  }

  @Test
  void shouldReadAFolderASetInAZipAndAFileAlike() throws IOException {
    Random random = new Random(5);
    List<Roll> rolls = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      rolls.add(RandomRolls.roll(random, 900, 24));
      lines.add(RandomRolls.line(rolls.get(i)));
    }
    Path set = Files.createDirectory(folder.resolve("jsb_small"));
    Files.writeString(folder.resolve("README.md"), "Licence: none\n");
    Files.write(set.resolve("train.txt"), lines.subList(0, 3));
    Files.write(set.resolve("valid.txt"), lines.subList(3, 4));
    Files.write(set.resolve("test.txt"), lines.subList(4, 5));
    Path zip = zip("rolls.zip", "jsb_small/train.txt", String.join("\r\n", lines.subList(0, 3)));

    Corpus corpus = CorpusReader.read(set);
    assertEquals("jsb_small", corpus.name());
    assertEquals(3, corpus.of(Split.TRAIN).size());
    assertEquals(1, corpus.of(Split.VALID).size());
    assertEquals("jsb_small/test.txt:1", corpus.of(Split.TEST).get(0).name());
    Corpus zipped = CorpusReader.read(zip.resolveSibling("rolls.zip#jsb_small"));
    assertEquals(3, zipped.pieces().size());
    for (int i = 0; i < 3; i++) {
      CorpusPiece piece = zipped.pieces().get(i);
      assertEquals(corpus.of(Split.TRAIN).get(i).name(), piece.name());
      assertTrue(
          rolls.get(i).piece().tracks().equals(piece.piece().tracks()), "the same notes: " + i);
    }
    assertEquals("none", zipped.licence());
    List<Roll> file = RollReader.readRolls(set.resolve("valid.txt"), OptionalInt.of(12));
    assertEquals(1, file.size());
    assertEquals(12, file.get(0).frameClocks());
    assertEquals(Split.VALID, file.get(0).split());
    assertArrayEquals(rolls.get(3).frames(), file.get(0).frames());
    for (CorpusPiece piece : corpus.pieces()) {
      assertEquals(CorpusPiece.Kind.ROLL, piece.kind());
    }
  }

  @Test
  void shouldTellRollsFromListsOfMidiFilesByTheirFirstLine() throws IOException {
    Path files = Files.createDirectory(folder.resolve("nottingham"));
    Roll roll = RandomRolls.roll(new Random(1), 20, 12);
    MidiFileWriter.write(roll.piece().asPart(Part.PLAYER), files.resolve("60.mid"));
    Files.writeString(files.resolve("train.txt"), "60.mid\n");
    assertFalse(RollReader.recognises(files));
    assertEquals(CorpusPiece.Kind.MIDI, CorpusReader.read(files).pieces().get(0).kind());
    assertFalse(RollReader.recognises(files.resolve("60.mid")));
    assertFalse(RollReader.recognises(zip("midi.zip", "set/train.txt", "60.mid")));
    Files.writeString(files.resolve("train.txt"), "-\n");
    assertTrue(RollReader.recognises(files));
  }

  @Test
  void shouldSayWhatIsWrongWithRolls() throws IOException {
    Path zip = zip("rolls.zip", "nottingham/test.txt", "60,64 -");
    refused("add which: rolls.zip#nottingham", zip);
    refused("there are: nottingham", folder.resolve("rolls.zip#jsb"));
    refused("no piano rolls at", folder.resolve("none.zip#jsb"));
    Path set = Files.createDirectory(folder.resolve("nottingham"));
    Files.writeString(set.resolve("train.txt"), "60,64 -\n60,64 64,60\n");
    refused("nottingham/train.txt:2: frame 2", set);
    Files.writeString(set.resolve("train.txt"), "60,64 -\n60,64 128\n");
    refused("'128' is no frame", set);
    Files.writeString(set.resolve("train.txt"), "- -\n");
    refused("has a note", set);
    Path unknown = Files.createDirectory(folder.resolve("mine"));
    Files.writeString(unknown.resolve("train.txt"), "60,64 -\n");
    refused("how long a frame of 'mine' is", unknown);
  }

  @Test
  void shouldTrainOnWindowsThatAreStretchesOfARollInSomeKey() {
    Seeded.forSeeds(
        100,
        random -> {
          Roll roll = RandomRolls.roll(random, 1 + random.nextInt(60), 24);
          CorpusPiece piece = new CorpusPiece("", Split.TRAIN, roll.piece(), CorpusPiece.Kind.ROLL);
          if (piece.piece().tracks().get(0).notes().isEmpty()) {
            return;
          }
          Corpus corpus = new Corpus("", "", List.of(piece), List.of(), false);
          WindowSource source =
              new WindowSource(List.of(corpus), Split.TRAIN, new Augmentation(12, 20));
          int[] drawn = source.draw(random, 50).targets();
          boolean found = false;
          for (int bar = 0; bar < roll.frames().length && !found; bar += 4) {
            for (int semitones = -6; semitones <= 6 && !found; semitones++) {
              int[] whole = textbookTokens(stretch(roll, bar, semitones));
              found = Arrays.equals(drawn, Arrays.copyOf(whole, drawn.length));
            }
          }
          assertTrue(found, Arrays.toString(drawn));
        });
  }

  private static Roll stretch(Roll roll, int firstFrame, int semitones) {
    int[][] frames = Arrays.copyOfRange(roll.frames(), firstFrame, roll.frames().length);
    for (int t = 0; t < frames.length; t++) {
      frames[t] = Arrays.stream(frames[t]).map(pitch -> pitch + semitones).toArray();
    }
    return new Roll("", Split.TRAIN, roll.frameClocks(), frames);
  }

  private void refused(String message, Path path) {
    IOException e = assertThrows(IOException.class, () -> CorpusReader.read(path));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private Path zip(String name, String entry, String text) throws IOException {
    Path zip = folder.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry(entry));
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return zip;
  }

  /** At each change: ends rising, onsets rising, then how long nothing changes. */
  private static int[] textbookTokens(Roll roll) {
    List<Integer> ids = new ArrayList<>();
    int frames = roll.frames().length;
    int t = 0;
    while (t <= frames) {
      for (int pitch = 0; pitch < 128; pitch++) {
        if (roll.sounds(t - 1, pitch) && !(t < frames && roll.sounds(t, pitch))) {
          ids.add(Vocabulary.noteOff(pitch));
        }
      }
      for (int pitch = 0; pitch < 128; pitch++) {
        if (t < frames && roll.sounds(t, pitch) && !roll.sounds(t - 1, pitch)) {
          ids.add(Vocabulary.noteOn(pitch));
        }
      }
      int next = t + 1;
      while (next < frames && Arrays.equals(roll.frames()[next], roll.frames()[t])) {
        next++;
      }
      boolean silentToTheEnd = t == frames || next == frames && roll.frames()[t].length == 0;
      for (int left = silentToTheEnd ? 0 : next - t; left > 0; left -= roll.longestDurFrames()) {
        ids.add(Vocabulary.dur(Math.min(left, roll.longestDurFrames()) * roll.frameClocks()));
      }
      t = next;
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }
}
