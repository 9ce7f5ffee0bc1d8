package antiphon.app.realtime;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/**
 * What the calling thread asks of Linux (prctl(2), sched_setscheduler(2)). Loading this class loads
 * JNA.
 */
final class LinuxThread {
  private static final int PR_SET_TIMERSLACK = 29;
  private static final int PR_GET_TIMERSLACK = 30;
  private static final int SCHED_FIFO = 1;

  /** Threads that the calling one starts are ordinary ones. */
  private static final int SCHED_RESET_ON_FORK = 0x40000000;

  /** Bytes of struct sched_param, more than any C library has. */
  private static final int PARAMETER_BYTES = 64;

  private static final NativeLong NONE = new NativeLong(0);

  static {
    Native.register(LinuxThread.class, NativeLibrary.getInstance("c"));
  }

  private LinuxThread() {}

  /** Asks that timers be as exact as can be; 1 ns is the least, since 0 restores the default. */
  static void leastTimerSlack() {
    prctl(PR_SET_TIMERSLACK, new NativeLong(1), NONE, NONE, NONE);
  }

  /** How much later than asked for the system may wake the thread up; 0 for a real-time thread. */
  static long timerSlackNs() {
    return prctl(PR_GET_TIMERSLACK, NONE, NONE, NONE, NONE);
  }

  /**
   * Asks for a place before all ordinary threads.
   *
   * @return whether it was granted
   */
  static boolean realTime(int priority) {
    try (Memory parameter = new Memory(PARAMETER_BYTES)) {
      parameter.clear();
      parameter.setInt(0, priority);
      return sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, parameter) == 0;
    }
  }

  /** Whether it has such a place. */
  static boolean isRealTime() {
    int policy = sched_getscheduler(0);
    return policy >= 0 && (policy & ~SCHED_RESET_ON_FORK) == SCHED_FIFO;
  }

  private static native int prctl(
      int option, NativeLong a, NativeLong b, NativeLong c, NativeLong d);

  private static native int sched_setscheduler(int thread, int policy, Pointer parameter);

  private static native int sched_getscheduler(int thread);
}
