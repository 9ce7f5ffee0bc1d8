package antiphon.app.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the maker of a model says of it, in the README.md of its bundle. */
final class ModelReadme {
  static final String FILE = "README.md";
  static final int MOST_CHARACTERS = 600;

  /** The first paragraph is not further down. */
  private static final int MOST_BYTES = 8_192;

  private static final Pattern BLANK_LINES = Pattern.compile("\\R\\h*\\R");
  private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");
  private static final Pattern MARKS = Pattern.compile("[*`]|(?<!\\w)_|_(?!\\w)");

  private ModelReadme() {}

  /** The first paragraph that is no heading, as plain text in one line. */
  static Optional<String> firstParagraph(Path bundle) {
    String text;
    try (InputStream in = Files.newInputStream(bundle.resolve(FILE))) {
      text = new String(in.readNBytes(MOST_BYTES), UTF_8);
    } catch (IOException e) {
      return Optional.empty(); // most models have none
    }
    return BLANK_LINES
        .splitAsStream(text)
        .map(paragraph -> paragraph.replaceAll("(?m)^#.*$", "").strip())
        .filter(paragraph -> !paragraph.isEmpty())
        .findFirst()
        .map(ModelReadme::plain);
  }

  private static String plain(String paragraph) {
    String unlinked = LINK.matcher(paragraph).replaceAll("$1");
    String plain = MARKS.matcher(unlinked).replaceAll("").replaceAll("[\\s\\p{Cntrl}]+", " ");
    return plain.length() > MOST_CHARACTERS ? plain.substring(0, MOST_CHARACTERS) + "…" : plain;
  }
}
