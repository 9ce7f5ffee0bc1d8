package antiphon;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotType;
import java.nio.file.Path;

/** Pictures of the page: all in {@code target/page}, some for the documentation too. */
public final class Pictures {
  private static final Path SCREENSHOTS = Path.of("target", "page");

  /** Where those for the documentation go; empty for none. */
  private static final String DOCUMENTATION = System.getProperty("antiphon.pictures", "");

  private Pictures() {}

  public static void take(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
  }

  /** With {@code -Dantiphon.pictures=FOLDER} there as well, small. */
  public static void takeForDocumentation(Page page, String name) {
    take(page, name);
    if (!DOCUMENTATION.isEmpty()) {
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(Path.of(DOCUMENTATION, name + ".jpg"))
              .setType(ScreenshotType.JPEG)
              .setQuality(80));
    }
  }
}
