package antiphon.live.journal;

import antiphon.live.ring.InSlot;
import antiphon.live.ring.JournalSlot;
import antiphon.music.note.Part;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Journal slots as bytes, and back: a byte for the kind, then its fields as numbers of seven bits a
 * byte, low ones first; numbers that may be negative fold their sign into the lowest bit. Times are
 * differences from the time before in the same block, so that each block can be read alone.
 */
final class JournalCodec {
  private static final JournalSlot.Kind[] KINDS = JournalSlot.Kind.values();
  private static final InSlot.Kind[] EVENTS = InSlot.Kind.values();
  private static final Part[] PARTS = Part.values();
  private static final int MAX_PAYLOAD = 1 << 16;

  private long lastNs;

  /** What follows is in another block. */
  void beginBlock() {
    lastNs = 0;
  }

  void encode(JournalSlot slot, ByteArrayOutputStream out) {
    out.write(slot.kind.ordinal());
    switch (slot.kind) {
      case HEARD -> {
        out.write(slot.part.ordinal());
        number(out, Integer.toUnsignedLong(slot.message));
        time(out, slot.timeNs);
        signed(out, slot.tick);
      }
      case TEMPO -> {
        number(out, slot.quarterNs);
        time(out, slot.timeNs);
        signed(out, slot.tick);
      }
      case INPUT -> input(slot, out);
      case TAKEN -> {
        out.write(slot.message);
        number(out, slot.number);
      }
      case LIT -> {
        number(out, Integer.toUnsignedLong(slot.message));
        time(out, slot.timeNs);
      }
      case SENT -> {
        out.write((int) slot.number);
        number(out, Integer.toUnsignedLong(slot.message));
        time(out, slot.timeNs);
      }
      case CYCLE -> {
        out.write(slot.message);
        time(out, slot.timeNs);
      }
      case BEAT -> {
        out.write(slot.message);
        number(out, slot.quarterNs);
        time(out, slot.timeNs);
        signed(out, slot.tick);
        signed(out, slot.number);
      }
      case GAP, END -> time(out, slot.timeNs);
      case SOUNDING -> {
        time(out, slot.timeNs);
        text(out, slot.payload);
      }
    }
  }

  private void input(JournalSlot slot, ByteArrayOutputStream out) {
    out.write(slot.event.ordinal());
    number(out, slot.number);
    time(out, slot.timeNs);
    switch (slot.event) {
      case MIDI, ECHO, ACT -> number(out, Integer.toUnsignedLong(slot.message));
      case SET_PARAMETER -> {
        number(out, slot.message);
        value(out, slot.value);
      }
      case TRANSPORT -> {
        number(out, slot.message);
        value(out, slot.value);
        signed(out, slot.tick);
      }
      case SET_TRIGGERS, SWAP -> text(out, slot.payload);
      case WAKE, PANIC, EVENTS_LOST -> {
        // nothing more
      }
    }
  }

  /**
   * @param slot takes what follows
   * @throws JournalException when that is no slot
   */
  void decode(ByteBuffer in, JournalSlot slot) throws JournalException {
    slot.clear();
    try {
      slot.kind = one(KINDS, in);
      switch (slot.kind) {
        case HEARD -> {
          slot.part = one(PARTS, in);
          slot.message = (int) number(in);
          slot.timeNs = time(in);
          slot.tick = signed(in);
        }
        case TEMPO -> {
          slot.quarterNs = number(in);
          slot.timeNs = time(in);
          slot.tick = signed(in);
        }
        case INPUT -> input(slot, in);
        case TAKEN -> {
          slot.message = in.get();
          slot.number = number(in);
        }
        case LIT -> {
          slot.message = (int) number(in);
          slot.timeNs = time(in);
        }
        case SENT -> {
          slot.number = in.get();
          slot.message = (int) number(in);
          slot.timeNs = time(in);
        }
        case CYCLE -> {
          slot.message = in.get();
          slot.timeNs = time(in);
        }
        case BEAT -> {
          slot.message = in.get();
          slot.quarterNs = number(in);
          slot.timeNs = time(in);
          slot.tick = signed(in);
          slot.number = signed(in);
        }
        case GAP, END -> slot.timeNs = time(in);
        case SOUNDING -> {
          slot.timeNs = time(in);
          slot.payload = text(in);
        }
      }
    } catch (BufferUnderflowException e) {
      throw new JournalException("a record is cut off", e);
    }
  }

  private void input(JournalSlot slot, ByteBuffer in) throws JournalException {
    slot.event = one(EVENTS, in);
    slot.number = number(in);
    slot.timeNs = time(in);
    switch (slot.event) {
      case MIDI, ECHO, ACT -> slot.message = (int) number(in);
      case SET_PARAMETER -> {
        slot.message = (int) number(in);
        slot.value = in.getDouble();
      }
      case TRANSPORT -> {
        slot.message = (int) number(in);
        slot.value = in.getDouble();
        slot.tick = signed(in);
      }
      case SET_TRIGGERS, SWAP -> slot.payload = text(in);
      case WAKE, PANIC, EVENTS_LOST -> {
        // nothing more
      }
    }
  }

  private static void text(ByteArrayOutputStream out, Object payload) {
    byte[] text = String.valueOf(payload).getBytes(StandardCharsets.UTF_8);
    number(out, text.length);
    out.writeBytes(text);
  }

  private static String text(ByteBuffer in) throws JournalException {
    long length = number(in);
    if (length < 0 || length > MAX_PAYLOAD) {
      throw new JournalException("a text of " + length + " bytes", null);
    }
    byte[] text = new byte[(int) length];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static <T> T one(T[] all, ByteBuffer in) throws JournalException {
    int index = in.get();
    if (index < 0 || index >= all.length) {
      throw new JournalException("a record of an unknown kind", null);
    }
    return all[index];
  }

  private void time(ByteArrayOutputStream out, long ns) {
    signed(out, ns - lastNs);
    lastNs = ns;
  }

  private long time(ByteBuffer in) {
    lastNs += signed(in);
    return lastNs;
  }

  private static void value(ByteArrayOutputStream out, double value) {
    byte[] bytes = new byte[Double.BYTES];
    ByteBuffer.wrap(bytes).putDouble(value);
    out.writeBytes(bytes);
  }

  private static void signed(ByteArrayOutputStream out, long number) {
    number(out, number << 1 ^ number >> 63);
  }

  private static long signed(ByteBuffer in) {
    long folded = number(in);
    return folded >>> 1 ^ -(folded & 1);
  }

  private static void number(ByteArrayOutputStream out, long number) {
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static long number(ByteBuffer in) {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      number |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new BufferUnderflowException(); // too long to be a number
  }
}
