package antiphon.midi.port;

import java.util.ArrayList;
import java.util.List;

/**
 * What a stream of bytes says, read the slow way: real-time bytes are taken out first, then the
 * rest is cut at status bytes.
 */
final class TextbookStream {
  record Said(int message, int at) {}

  final List<Said> said = new ArrayList<>();
  int malformed;
  int exclusive;

  TextbookStream(byte[] bytes) {
    List<int[]> rest = new ArrayList<>();
    for (int at = 0; at < bytes.length; at++) {
      int value = bytes[at] & 0xff;
      if (value < 0xF8) {
        rest.add(new int[] {value, at});
      } else if (value == 0xF9 || value == 0xFD) {
        malformed++;
      } else if (value != 0xFE) {
        said.add(new Said(value, at));
      }
    }
    int from = 0;
    boolean inExclusive = false;
    while (from < rest.size()) {
      int to = from + 1;
      while (to < rest.size() && rest.get(to)[0] < 0x80) {
        to++;
      }
      boolean last = to == rest.size();
      inExclusive = piece(rest.subList(from, to), inExclusive, last);
      from = to;
    }
    said.sort((a, b) -> Integer.compare(a.at(), b.at()));
  }

  List<Integer> messages() {
    return said.stream().map(Said::message).toList();
  }

  /** One status byte (or none, at the very start) and the data bytes that follow it. */
  private boolean piece(List<int[]> piece, boolean inExclusive, boolean last) {
    int status = piece.get(0)[0];
    if (status < 0x80) {
      malformed += piece.size();
      return false;
    }
    if (inExclusive && status != 0xF7) {
      malformed++;
    }
    if (status == 0xF0) {
      exclusive++;
      return true;
    }
    List<int[]> data = piece.subList(1, piece.size());
    int needs = MidiMessages.length(status) - 1;
    if (status == 0xF7 || status == 0xF4 || status == 0xF5) {
      malformed += (status == 0xF7 && inExclusive ? 0 : 1) + data.size();
    } else if (needs == 0) {
      said.add(new Said(status, piece.get(0)[1]));
      malformed += data.size();
    } else {
      int whole = status >= 0xF0 ? Math.min(1, data.size() / needs) : data.size() / needs;
      for (int i = 0; i < whole; i++) {
        int[] first = data.get(i * needs);
        int[] end = data.get(i * needs + needs - 1);
        said.add(new Said(MidiMessages.pack(status, first[0], needs > 1 ? end[0] : 0), end[1]));
      }
      int over = data.size() - whole * needs;
      if (status >= 0xF0 && whole == 1) {
        malformed += over;
      } else if (!last && (over > 0 || whole == 0)) {
        malformed++;
      }
    }
    return false;
  }
}
