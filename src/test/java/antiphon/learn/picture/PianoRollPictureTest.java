package antiphon.learn.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.learn.picture.PianoRollPicture.Layer;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PianoRollPictureTest {
  private static final MeterMap WALTZ = MeterMap.of(new Meter(3, 4));

  @TempDir Path folder;

  @Test
  void shouldDrawEachLayerInItsColourAndTheSameBytesTwice() throws IOException {
    Path file = folder.resolve("roll.png");
    List<Layer> layers =
        List.of(
            new Layer("prompt", PianoRollPicture.ORANGE, List.of(note(60, 0, 3))),
            new Layer("continuation", PianoRollPicture.BLUE, List.of(note(72, 3, 9))));
    PianoRollPicture.write(file, "title", WALTZ, layers);
    byte[] first = Files.readAllBytes(file);
    PianoRollPicture.write(file, "title", WALTZ, layers);
    assertArrayEquals(first, Files.readAllBytes(file));
    BufferedImage image = ImageIO.read(file.toFile());
    double orange = area(image, PianoRollPicture.ORANGE.darker());
    double blue = area(image, PianoRollPicture.BLUE.darker());
    assertTrue(orange > 0);
    assertEquals(2, blue / orange, 0.2, "twice as long, twice the outline");
  }

  @Test
  void shouldBeginANewRowAtABarLineAndShowANoteThatGoesOnInBoth() throws IOException {
    int oneRow = height(List.of(note(60, 0, 63)));
    int twoRows = height(List.of(note(60, 60, 66)));
    int emptyRow = height(List.of());
    assertTrue(twoRows > 1.5 * oneRow, oneRow + " " + twoRows);
    assertTrue(emptyRow > 0);
  }

  @Test
  void shouldRefuseWhatWouldNotFit() {
    assertThrows(IllegalArgumentException.class, () -> height(List.of(note(60, 0, 5000))));
  }

  private int height(List<Note> notes) throws IOException {
    Path file = folder.resolve("row.png");
    PianoRollPicture.write(
        file, "", WALTZ, List.of(new Layer("all", PianoRollPicture.GREEN, notes)));
    return ImageIO.read(file.toFile()).getHeight();
  }

  private static int area(BufferedImage image, Color colour) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == colour.getRGB() ? 1 : 0;
      }
    }
    return count;
  }

  private static Note note(int pitch, int startQuarter, int endQuarter) {
    return new Note(Part.PLAYER, pitch, 90, startQuarter * 960L, endQuarter * 960L);
  }
}
