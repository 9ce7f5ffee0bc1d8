package antiphon.app.session;

import antiphon.app.config.UsageException;
import antiphon.live.journal.JournalException;
import antiphon.live.journal.JournalReader;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The folder of all sessions' journals: a folder each, named by its start. One that a process is
 * playing, or that nobody has looked after since its process died, is marked so.
 */
public final class JournalShelf {
  private static final int MOST_NAMESAKES = 1_000;
  private static final String SEGMENTS = "*.journal";

  /** More are not kept, however small. */
  private static final int MOST = 1_000;

  private final Path folder;

  /**
   * @param folder need not exist
   */
  public JournalShelf(Path folder) {
    this.folder = folder;
  }

  /** The sessions' folders, oldest first. */
  public List<Path> sessions() throws IOException {
    List<Path> sessions = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
      for (Path one : found) {
        if (Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS) && isJournal(one)) {
          sessions.add(one);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of(); // none has been kept yet
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    sessions.sort(Comparator.comparing(path -> path.getFileName().toString()));
    return sessions;
  }

  /**
   * The journal of one session.
   *
   * @param wanted a session's folder, its name here, or a folder of journals for the last of them
   * @throws UsageException when there is none
   */
  public static JournalReader open(Path wanted) {
    try {
      Path session = wanted;
      if (Files.isDirectory(wanted) && !isJournal(wanted)) {
        session = new JournalShelf(wanted).last().orElse(wanted);
      }
      return JournalReader.open(session);
    } catch (IOException e) {
      throw new UsageException(wanted + " cannot be read: " + SessionFolder.reason(e), e);
    } catch (JournalException e) {
      throw new UsageException(
          e.getMessage() + "; 'antiphon replay --list' names those there are", e);
    }
  }

  /** The newest. */
  public Optional<Path> last() throws IOException {
    List<Path> sessions = sessions();
    return sessions.isEmpty() ? Optional.empty() : Optional.of(sessions.get(sessions.size() - 1));
  }

  /** Makes a folder for a session that begins now, and marks it as being played. */
  JournalPlace begin(Instant start, ZoneId zone) throws IOException {
    Files.createDirectories(folder);
    String name = SessionName.of(start, zone);
    for (int i = 1; ; i++) {
      Path session = folder.resolve(i == 1 ? name : name + " " + i);
      try {
        Files.createDirectory(session);
        return JournalPlace.occupy(session);
      } catch (FileAlreadyExistsException e) {
        if (i == MOST_NAMESAKES) {
          throw e;
        }
      }
    }
  }

  /** Those whose process has died without anybody having looked after them; they are taken over. */
  List<JournalPlace> abandoned() throws IOException {
    List<JournalPlace> abandoned = new ArrayList<>();
    for (Path session : sessions()) {
      JournalPlace.takeOver(session).ifPresent(abandoned::add);
    }
    return abandoned;
  }

  /**
   * Removes the oldest, so that the others take no more than so many bytes. What is being played
   * stays.
   *
   * @param present the session of this process
   */
  void makeRoom(long mostBytes, Path present) throws IOException {
    List<Path> sessions = sessions();
    long bytes = 0;
    int count = 0;
    for (int i = sessions.size() - 1; i >= 0; i--) {
      Path session = sessions.get(i);
      bytes += bytes(session);
      count++;
      if ((bytes > mostBytes || count > MOST)
          && !session.equals(present)
          && !JournalPlace.isPlayed(session)) {
        remove(session);
      }
    }
  }

  /** Whether a process that lives plays it now. */
  public static boolean isPlayed(Path session) throws IOException {
    return JournalPlace.isPlayed(session);
  }

  static boolean isJournal(Path session) throws IOException {
    try (DirectoryStream<Path> segments = Files.newDirectoryStream(session, SEGMENTS)) {
      return segments.iterator().hasNext();
    }
  }

  private static long bytes(Path session) throws IOException {
    long bytes = 0;
    try (DirectoryStream<Path> segments = Files.newDirectoryStream(session, SEGMENTS)) {
      for (Path segment : segments) {
        bytes += Files.size(segment);
      }
    }
    return bytes;
  }

  /** Removes what belongs to a journal, and the folder if nothing else is in it. */
  static void remove(Path session) throws IOException {
    try (DirectoryStream<Path> segments = Files.newDirectoryStream(session, SEGMENTS)) {
      for (Path segment : segments) {
        Files.deleteIfExists(segment);
      }
    }
    JournalPlace.removeMarks(session);
    try (DirectoryStream<Path> rest = Files.newDirectoryStream(session)) {
      if (rest.iterator().hasNext()) {
        return;
      }
    }
    Files.deleteIfExists(session);
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
