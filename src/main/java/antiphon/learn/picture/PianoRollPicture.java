package antiphon.learn.picture;

import antiphon.music.note.Note;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Draws notes as a piano roll: time from left to right in rows of whole bars, pitch upwards, each
 * layer in its colour, louder notes darker. Bar lines are numbered from 1; middle C (60) is C4.
 * Needs no display.
 */
public final class PianoRollPicture {
  /**
   * Notes that belong together.
   *
   * @param name in the legend
   * @param notes of any parts, on the time line of the picture
   */
  public record Layer(String name, Color colour, List<Note> notes) {}

  /** Told apart also by those who see red and green alike (Okabe and Ito 2008). */
  public static final Color ORANGE = new Color(0xE6, 0x9F, 0x00);

  public static final Color BLUE = new Color(0x00, 0x72, 0xB2);
  public static final Color GREEN = new Color(0x00, 0x9E, 0x73);
  public static final Color PURPLE = new Color(0xCC, 0x79, 0xA7);

  /** Longer music is refused: the picture would not fit in memory. */
  public static final int MAX_QUARTERS = 4096;

  private static final int QUARTERS_PER_ROW = 64;
  private static final int QUARTER_PX = 20;
  private static final int PITCH_PX = 6;
  private static final int LEFT_PX = 36;
  private static final int RIGHT_PX = 12;
  private static final int TOP_PX = 44;
  private static final int BAR_NUMBER_PX = 16;
  private static final int ROW_GAP_PX = 12;
  private static final int SWATCH_PX = 12;
  private static final int LEAST_LABEL_PX = 24;
  private static final int OCTAVE = 12;
  private static final String BLACK_KEYS = ".#.#..#.#.#.";
  private static final Color BLACK_KEY_ROW = new Color(0xF2, 0xF2, 0xF2);
  private static final Color OCTAVE_LINE = new Color(0xC8, 0xC8, 0xC8);
  private static final Color BAR_LINE = new Color(0x90, 0x90, 0x90);
  private static final Color TEXT = new Color(0x30, 0x30, 0x30);

  private final List<Layer> layers;
  private final MeterMap meters;
  private final List<Long> rowClocks = new ArrayList<>(); // bar lines, the end last
  private final int lowest;
  private final int highest;

  private PianoRollPicture(MeterMap meters, List<Layer> layers) {
    this.layers = layers;
    this.meters = meters;
    List<Note> notes = layers.stream().flatMap(layer -> layer.notes().stream()).toList();
    long endTick = notes.stream().mapToLong(Note::offTick).max().orElse(0);
    if (endTick > (long) MAX_QUARTERS * MusicalTime.TICKS_PER_QUARTER) {
      throw new IllegalArgumentException(
          "a picture shows at most " + MAX_QUARTERS + " quarter notes");
    }
    addRows(Math.max(1, clockOf(endTick + MusicalTime.TICKS_PER_CLOCK - 1)));
    int low = notes.stream().mapToInt(Note::pitch).min().orElse(60);
    int high = notes.stream().mapToInt(Note::pitch).max().orElse(71);
    lowest = Math.max(0, low - 2);
    highest = Math.min(127, high + 2);
  }

  /**
   * Writes a picture as PNG.
   *
   * @param layers the later over the earlier
   * @throws IllegalArgumentException for music longer than {@value #MAX_QUARTERS} quarter notes
   */
  public static void write(Path file, String title, MeterMap meters, List<Layer> layers)
      throws IOException {
    BufferedImage image = new PianoRollPicture(meters, List.copyOf(layers)).draw(title);
    Files.createDirectories(file.toAbsolutePath().getParent());
    if (!ImageIO.write(image, "png", file.toFile())) {
      throw new IOException("this Java cannot write PNG files");
    }
  }

  private void addRows(long endClock) {
    long rowStart = 0;
    rowClocks.add(0L);
    long barLine = 0;
    while (barLine < endClock) {
      long next = meters.nextBarLine(barLine);
      boolean full = next - rowStart > QUARTERS_PER_ROW * MusicalTime.CLOCKS_PER_QUARTER;
      if (full && barLine > rowStart) {
        rowClocks.add(barLine);
        rowStart = barLine;
      }
      barLine = next;
    }
    rowClocks.add(barLine);
  }

  private BufferedImage draw(String title) {
    int rows = rowClocks.size() - 1;
    long longest = 0;
    for (int row = 0; row < rows; row++) {
      longest = Math.max(longest, rowClocks.get(row + 1) - rowClocks.get(row));
    }
    int width = LEFT_PX + RIGHT_PX + px(longest);
    int height = TOP_PX + rows * rowPx();
    BufferedImage image =
        new BufferedImage(Math.max(width, 480), height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, image.getWidth(), height);
    drawLegend(g, title);
    for (int row = 0; row < rows; row++) {
      drawRow(g, row);
    }
    g.dispose();
    return image;
  }

  private void drawLegend(Graphics2D g, String title) {
    g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
    g.setColor(TEXT);
    g.drawString(title, LEFT_PX, 16);
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    int x = LEFT_PX;
    for (Layer layer : layers) {
      g.setColor(layer.colour());
      g.fillRect(x, 24, SWATCH_PX, SWATCH_PX);
      g.setColor(TEXT);
      g.drawString(layer.name(), x + SWATCH_PX + 4, 34);
      x += SWATCH_PX + 20 + g.getFontMetrics().stringWidth(layer.name());
    }
  }

  private void drawRow(Graphics2D g, int row) {
    long startClock = rowClocks.get(row);
    long endClock = rowClocks.get(row + 1);
    int top = TOP_PX + row * rowPx() + BAR_NUMBER_PX;
    int bottom = top + (highest - lowest + 1) * PITCH_PX;
    int right = LEFT_PX + px(endClock - startClock);
    for (int pitch = lowest; pitch <= highest; pitch++) {
      int y = top + (highest - pitch) * PITCH_PX;
      if (BLACK_KEYS.charAt(pitch % OCTAVE) == '#') {
        g.setColor(BLACK_KEY_ROW);
        g.fillRect(LEFT_PX, y, right - LEFT_PX, PITCH_PX);
      } else if (pitch % OCTAVE == 0) {
        g.setColor(OCTAVE_LINE);
        g.drawLine(LEFT_PX, y + PITCH_PX, right, y + PITCH_PX);
        g.setColor(TEXT);
        g.drawString("C" + (pitch / OCTAVE - 1), 8, y + PITCH_PX + 3);
      }
    }
    drawBarLines(g, startClock, endClock, top, bottom);
    for (Layer layer : layers) {
      for (Note note : layer.notes()) {
        drawNote(g, layer.colour(), note, startClock, endClock, top);
      }
    }
  }

  private void drawBarLines(Graphics2D g, long startClock, long endClock, int top, int bottom) {
    int bar = 1;
    int labelledX = Integer.MIN_VALUE;
    for (long clock = 0; clock <= endClock; clock = meters.nextBarLine(clock), bar++) {
      if (clock >= startClock) {
        int x = LEFT_PX + px(clock - startClock);
        g.setColor(BAR_LINE);
        g.drawLine(x, top, x, bottom);
        if (clock < endClock && x - LEAST_LABEL_PX >= labelledX) {
          g.setColor(TEXT);
          g.drawString(Integer.toString(bar), x + 2, top - 3);
          labelledX = x;
        }
      }
    }
  }

  private void drawNote(
      Graphics2D g, Color colour, Note note, long startClock, long endClock, int top) {
    double start = (double) note.onTick() / MusicalTime.TICKS_PER_CLOCK - startClock;
    double end = (double) note.offTick() / MusicalTime.TICKS_PER_CLOCK - startClock;
    double rowEnd = (double) endClock - startClock;
    if (end <= 0 || start >= rowEnd) {
      return;
    }
    int x = LEFT_PX + px(Math.max(0, start));
    int right = LEFT_PX + px(Math.min(rowEnd, end));
    int y = top + (highest - note.pitch()) * PITCH_PX;
    int opacity = 120 + note.velocity();
    g.setColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), opacity));
    g.fillRect(x, y, Math.max(2, right - x - 1), PITCH_PX);
    g.setColor(colour.darker());
    g.drawRect(x, y, Math.max(1, right - x - 2), PITCH_PX - 1);
  }

  private int rowPx() {
    return BAR_NUMBER_PX + (highest - lowest + 1) * PITCH_PX + ROW_GAP_PX;
  }

  private static int px(double clocks) {
    return (int) Math.round(clocks * QUARTER_PX / MusicalTime.CLOCKS_PER_QUARTER);
  }

  private static long clockOf(long tick) {
    return tick / MusicalTime.TICKS_PER_CLOCK;
  }
}
