package antiphon.app.realtime;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the memory of the process from being paged out while others want it (mlockall(2)): what was
 * used once stays, what was only reserved is not asked for.
 */
public final class ResidentMemory {
  private static final Logger LOG = LoggerFactory.getLogger(ResidentMemory.class);
  private static final int MCL_CURRENT = 1;
  private static final int MCL_FUTURE = 2;
  private static final int MCL_ONFAULT = 4;
  private static final int RLIMIT_MEMLOCK = 8;
  private static final long UNLIMITED = -1;

  private ResidentMemory() {}

  /**
   * Asks for it where there is no limit to what this user may lock; with one, memory that is wanted
   * later would be refused. Says so in a line of the log where it was granted.
   */
  public static void keep() {
    if (!System.getProperty("os.name").startsWith("Linux")) {
      return;
    }
    try {
      if (Calls.keep()) {
        LOG.info("memory is kept from being paged out");
      }
    } catch (LinkageError e) {
      LOG.debug("the system cannot be asked", e);
    }
  }

  /** Apart, so that only who asks loads JNA. */
  private static final class Calls {
    static {
      Native.register(Calls.class, NativeLibrary.getInstance("c"));
    }

    static boolean keep() {
      // struct rlimit: what is in force, and the most that it may become
      try (Memory limits = new Memory(2L * NativeLong.SIZE)) {
        return getrlimit(RLIMIT_MEMLOCK, limits) == 0
            && limits.getNativeLong(0).longValue() == UNLIMITED
            && mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0;
      }
    }

    private static native int getrlimit(int resource, Pointer limits);

    private static native int mlockall(int flags);
  }
}
