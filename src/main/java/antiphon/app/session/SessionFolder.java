package antiphon.app.session;

import antiphon.live.api.AnyThread;
import antiphon.live.api.SessionBook;
import antiphon.live.api.SessionBook.Entry;
import antiphon.live.api.SessionBook.Extent;
import antiphon.midi.file.MidiFileException;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A folder of sessions, each a MIDI file. A name is looked up in the list of files and never made
 * into a path, so that nothing outside is ever read or removed; links are not followed.
 */
@AnyThread
class SessionFolder {
  private static final String MID = ".mid";
  private static final String MIDI = ".midi";
  private static final int MOST_NAMESAKES = 1_000;

  /**
   * Larger files are not read for their notes: each event costs a hundred bytes then, and what
   * collects that garbage stops the music for so long. Antiphon's own sessions are smaller.
   */
  static final int MOST_BYTES_WITH_NOTES = 256 << 10;

  /** Larger files are not handed out: they would have to be in memory whole. */
  static final int MOST_BYTES = 4 << 20;

  /** A file that lies there now. */
  private record Found(String name, Path file, long bytes, FileTime changed) {}

  /** What was found in a file when it had a size and a time. */
  private record Content(long bytes, FileTime changed, Extent extent, Optional<String> problem) {}

  private static final Object READING = new Object();

  private final Path folder;
  private final AtomicInteger filesRead = new AtomicInteger();

  /** By the name of the file. */
  private final Map<Path, Content> contents = new ConcurrentHashMap<>();

  /**
   * @param folder need not exist
   */
  SessionFolder(Path folder) {
    this.folder = folder;
  }

  /** What lies there, in no order; files are read only when they have changed. */
  List<Entry> entries() throws IOException {
    List<Found> found = found();
    contents.keySet().retainAll(found.stream().map(Found::file).toList());
    List<Entry> entries = new ArrayList<>();
    for (Found one : found) {
      Content content = content(one);
      entries.add(
          new Entry(one.name, one.changed.toInstant(), one.bytes, content.extent, content.problem));
    }
    return entries;
  }

  /** Another number when files have come or gone, as far as the system tells. */
  long stamp() {
    try {
      return Files.getLastModifiedTime(folder).toMillis();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Whether the system has letters for it: in some languages' settings it has only a few. */
  boolean allows(String name) {
    try {
      path(name);
      return true;
    } catch (InvalidPathException e) {
      return false;
    }
  }

  boolean has(String name) throws IOException {
    return find(name).isPresent();
  }

  /** A file's bytes, if there is one of that name. */
  Optional<byte[]> read(String name) throws IOException {
    Optional<Found> found = find(name);
    return found.isEmpty() ? Optional.empty() : Optional.of(bytes(found.get()));
  }

  /** Returns whether there was one. */
  boolean remove(String name) throws IOException {
    Optional<Found> found = find(name);
    return found.isPresent() && Files.deleteIfExists(found.get().file);
  }

  /**
   * Writes a file, whole or not at all, and never over another.
   *
   * @param name as {@link SessionName} and {@link #allows} have it
   * @param extent what is in it, so that it need not be read for that
   * @param elseNumbered whether another name may be made of it where it is taken
   * @return its name
   * @throws FileAlreadyExistsException when it is taken
   */
  String write(String name, byte[] bytes, Extent extent, boolean elseNumbered) throws IOException {
    Files.createDirectories(folder);
    Path partial = folder.resolve(".session-" + UUID.randomUUID() + ".partial");
    try {
      writeThrough(partial, bytes);
      for (int i = 1; ; i++) {
        String free = i == 1 ? name : name + " " + i;
        try {
          Path file = path(free);
          putInPlace(partial, file);
          FileTime changed = Files.getLastModifiedTime(file);
          contents.put(file, new Content(bytes.length, changed, extent, Optional.empty()));
          return free;
        } catch (FileAlreadyExistsException e) {
          if (!elseNumbered || i == MOST_NAMESAKES) {
            throw e;
          }
        }
      }
    } finally {
      Files.deleteIfExists(partial); // on a full disk it takes what is left
    }
  }

  /**
   * A file's music, with all its tempi.
   *
   * @param name of the file, to be told in errors
   */
  static Score score(byte[] bytes, String name) throws MidiFileException {
    if (bytes.length > MOST_BYTES_WITH_NOTES) {
      throw tooLarge(name, MOST_BYTES_WITH_NOTES, "its notes are not shown");
    }
    synchronized (READING) { // one after the other, for the memory it takes
      Score score = MidiFileReader.read(bytes, name).arrange(SessionFolder::part);
      return new Score(score.notes(), MidiFileReader.tempi(bytes, name), score.meters());
    }
  }

  private static MidiFileException tooLarge(String name, int mostBytes, String consequence) {
    return new MidiFileException(
        MidiFileException.Fault.TOO_LARGE,
        name + " is larger than " + (mostBytes >> 10) + " KiB: " + consequence);
  }

  static Extent extent(Score score) {
    double seconds =
        score.notes().isEmpty()
            ? 0
            : score.tempi().seconds(score.notes().get(0).onTick(), score.endTick());
    return new Extent(
        seconds, score.notesOf(Part.PLAYER).size(), score.notesOf(Part.PARTNER).size());
  }

  /** Why something of the system's did not work, in words. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "it is gone";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "there is a file in its place";
    }
    if (e instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return e.getMessage();
  }

  /** How many files have been read so far. */
  int filesRead() {
    return filesRead.get();
  }

  @Override
  public String toString() {
    return folder.toString();
  }

  private Optional<Found> find(String name) throws IOException {
    return found().stream().filter(one -> one.name.equals(name)).findFirst();
  }

  private List<Found> found() throws IOException {
    List<Found> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, SessionFolder::isMidi)) {
      for (Path file : files) {
        try {
          BasicFileAttributes attributes =
              Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
          if (attributes.isRegularFile()) {
            found.add(
                new Found(name(file), file, attributes.size(), attributes.lastModifiedTime()));
          }
        } catch (NoSuchFileException e) {
          // removed meanwhile
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of(); // none has been kept yet
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  private static boolean isMidi(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && (name.endsWith(MID) || name.endsWith(MIDI));
  }

  /** The file's without its ending; as it is where that would be ambiguous. */
  private static String name(Path file) {
    String whole = file.getFileName().toString();
    if (!whole.endsWith(MID)) {
      return whole;
    }
    String stem = whole.substring(0, whole.length() - MID.length());
    return stem.equals(SessionBook.CURRENT) ? whole : stem;
  }

  private Content content(Found found) {
    Content known = contents.get(found.file);
    if (known != null && known.bytes == found.bytes && known.changed.equals(found.changed)) {
      return known;
    }
    Content content = look(found);
    contents.put(found.file, content);
    return content;
  }

  private Content look(Found found) {
    Extent extent = Extent.NONE;
    String problem = null;
    String name = found.file.getFileName().toString();
    try {
      if (found.bytes > MOST_BYTES_WITH_NOTES) {
        throw tooLarge(name, MOST_BYTES_WITH_NOTES, "its notes are not shown");
      }
      extent = extent(score(bytes(found), name));
    } catch (MidiFileException e) {
      problem = e.getMessage();
    } catch (IOException e) {
      problem = name + " cannot be read: " + reason(e);
    }
    return new Content(found.bytes, found.changed, extent, Optional.ofNullable(problem));
  }

  private byte[] bytes(Found found) throws IOException {
    filesRead.incrementAndGet();
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            found.file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      if (channel.size() > MOST_BYTES) {
        throw tooLarge(
            found.file.getFileName().toString(), MOST_BYTES, "take it from the folder itself");
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // on
      }
      return Arrays.copyOf(bytes.array(), bytes.position());
    }
  }

  private static Part part(MidiTrack track) {
    return track.isAntiphons() ? Part.PARTNER : Part.PLAYER;
  }

  private Path path(String name) {
    return folder.resolve(name + MID);
  }

  /** Whoever makes the file first has it; then it is whole at once. */
  private static void putInPlace(Path partial, Path file) throws IOException {
    Files.createFile(file);
    try {
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static void writeThrough(Path partial, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }
}
