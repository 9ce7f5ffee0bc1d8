package antiphon.midi.port;

import java.util.Random;

/** Streams of bytes, from noise to nearly music. */
public enum ByteStreams {
  /** Each byte as likely as any other. */
  UNIFORM {
    @Override
    int next(Random random, int[] memory) {
      return random.nextInt(256);
    }
  },
  /** Note-ons and note-offs in running status, now and then cut short or interrupted. */
  NOTES {
    @Override
    int next(Random random, int[] memory) {
      return switch (random.nextInt(40)) {
        case 0 -> 0x90 | random.nextInt(3);
        case 1 -> 0x80 | random.nextInt(3);
        case 2 -> 0xB0 | random.nextInt(3);
        case 3 -> 0xF8 + random.nextInt(8);
        case 4 -> random.nextInt(10) == 0 ? 120 + random.nextInt(8) : 64;
        case 5 -> random.nextInt(20) == 0 ? 0xF0 + random.nextInt(8) : 0;
        default -> random.nextInt(128);
      };
    }
  },
  /** System exclusive of any length, with everything inside that may and may not be. */
  EXCLUSIVE {
    @Override
    int next(Random random, int[] memory) {
      if (memory[0] > 0) {
        memory[0]--;
        return random.nextInt(50) == 0 ? 0x80 + random.nextInt(128) : random.nextInt(128);
      }
      if (random.nextInt(6) == 0) {
        memory[0] = random.nextInt(random.nextInt(100) == 0 ? 100_000 : 60);
        return 0xF0;
      }
      return random.nextInt(3) == 0 ? 0x90 : random.nextInt(4) == 0 ? 0xF7 : random.nextInt(128);
    }
  };

  abstract int next(Random random, int[] memory);

  /** Bytes of this kind; the same from the same numbers. */
  public byte[] bytes(int count, Random random) {
    byte[] bytes = new byte[count];
    int[] memory = new int[1];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) next(random, memory);
    }
    return bytes;
  }
}
