package antiphon.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Java process takes of the machine, right after full collections, and after what is free of
 * its memory beside the heap was given back.
 *
 * @param heapKb of the heap, in use
 * @param residentKb of memory, in all
 * @param handles files, sockets and the like that are open
 */
record Footprint(long heapKb, long residentKb, int handles, int threads) {
  /** Of so many of Java's serial collector one leaves no gaps, which count as used. */
  private static final int COLLECTIONS = 4;

  private static final Pattern USED = Pattern.compile("(?:generation|region).* used (\\d+)K");

  static Footprint of(long pid) throws IOException, InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      jcmd(pid, "GC.run");
    }
    jcmd(pid, "System.trim_native_heap");
    long heapKb =
        jcmd(pid, "GC.heap_info").stream()
            .flatMap(line -> USED.matcher(line).results())
            .mapToLong(Footprint::number)
            .sum();
    Path process = Path.of("/proc", Long.toString(pid));
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      int handles = (int) open.count();
      List<String> status = Files.readAllLines(process.resolve("status"));
      return new Footprint(
          heapKb, figure(status, "VmRSS"), handles, (int) figure(status, "Threads"));
    }
  }

  private static long figure(List<String> status, String name) {
    return status.stream()
        .flatMap(line -> Pattern.compile("^" + name + ":\\s*(\\d+)").matcher(line).results())
        .mapToLong(Footprint::number)
        .findFirst()
        .orElseThrow();
  }

  private static long number(MatchResult result) {
    return Long.parseLong(result.group(1));
  }

  private static List<String> jcmd(long pid, String command)
      throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    List<String> line = List.of(jcmd.toString(), Long.toString(pid), command);
    try (Program program = Program.start(Map.of(), line)) {
      if (program.awaitExit() != 0) {
        throw new IOException(command + ": " + program.out() + program.err());
      }
      return List.copyOf(program.out());
    }
  }
}
