package org.scr4j.library.comm;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * MPI in this process: begun once, by a thread of its own that also ends it, as MPI asks for; ended
 * as the JVM ends. Whoever calls MPI holds {@link #lock}, since MPI_THREAD_SERIALIZED is all that
 * is asked of it.
 */
final class Mpi {

  private static final int SERIALIZED = 2;
  private static final int MULTIPLE = 3;
  private static final Duration FINALIZE = Duration.ofSeconds(10);

  private static Optional<Mpi> begun = Optional.empty();

  private final ReentrantLock lock = new ReentrantLock();
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread made = new Thread(task, "scr-mpi");
            made.setDaemon(true);
            return made;
          });
  private final MpiLibrary library;
  private final boolean own;
  private Optional<MpiCommunicator> user = Optional.empty();

  private Mpi(MpiLibrary library, Duration limit) {
    this.library = library;
    own = call("MPI_Init of " + library.name(), limit, this::initialize);
    if (own) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::end, "scr-mpi-end"));
    }
  }

  /**
   * Begins MPI, or finds it begun.
   *
   * @param limit longest time that its ranks wait for each other
   */
  static synchronized Mpi begin(MpiLibrary library, Duration limit) {
    if (begun.isEmpty()) {
      begun = Optional.of(new Mpi(library, limit));
    }
    return begun.get();
  }

  ReentrantLock lock() {
    return lock;
  }

  ScheduledThreadPoolExecutor thread() {
    return thread;
  }

  MpiLibrary library() {
    return library;
  }

  /** Whether MPI was begun here, and not by the program. */
  boolean isOwn() {
    return own;
  }

  /** Library and version, for messages. */
  String description() {
    return MpiLibrary.version() + " (" + library.name() + ")";
  }

  int size() {
    return number("MPI_Comm_size", out -> MpiCalls.MPI_Comm_size(library.world(), out));
  }

  int rank() {
    return number("MPI_Comm_rank", out -> MpiCalls.MPI_Comm_rank(library.world(), out));
  }

  /** A communicator of MPI that nobody else sends in; all ranks make it together. */
  synchronized long duplicate(Duration limit) {
    if (user.filter(other -> !other.isClosed()).isPresent()) {
      throw new CommunicationException("this process has a communicator by MPI already: close it");
    }
    user.ifPresent(MpiCommunicator::retire);
    return call(
        "MPI_Comm_dup",
        limit,
        () -> {
          check(
              "MPI_Comm_set_errhandler",
              MpiCalls.MPI_Comm_set_errhandler(library.world(), library.errorsReturn()));
          try (Memory copy = new Memory(Long.BYTES)) {
            check(
                "MPI_Comm_dup", MpiCalls.MPI_Comm_dup(library.world(), Pointer.nativeValue(copy)));
            return library.handle(copy);
          }
        });
  }

  synchronized void used(MpiCommunicator by) {
    user = Optional.of(by);
  }

  private boolean initialize() {
    if (number("MPI_Finalized", MpiCalls::MPI_Finalized) != 0) {
      throw new CommunicationException("the program has ended MPI already");
    }
    if (number("MPI_Initialized", MpiCalls::MPI_Initialized) != 0) {
      level(number("MPI_Query_thread", MpiCalls::MPI_Query_thread), MULTIPLE);
      return false;
    }
    level(
        number("MPI_Init_thread", out -> MpiCalls.MPI_Init_thread(0, 0, SERIALIZED, out)),
        SERIALIZED);
    return true;
  }

  private void level(int given, int needed) {
    if (given < needed) {
      String name = needed == MULTIPLE ? "MPI_THREAD_MULTIPLE" : "MPI_THREAD_SERIALIZED";
      throw new CommunicationException(
          description()
              + " does not give "
              + name
              + ", which a JVM needs; SCR_COMMUNICATOR=SOCKETS does without MPI");
    }
  }

  private interface Getter {
    int get(long out);
  }

  private static int number(String what, Getter getter) {
    try (Memory out = new Memory(Integer.BYTES)) {
      check(what, getter.get(Pointer.nativeValue(out)));
      return out.getInt(0);
    }
  }

  static void check(String what, int code) {
    if (code != 0) {
      throw new CommunicationException(what + ": " + MpiLibrary.errorText(code));
    }
  }

  /** Runs what may block on MPI's thread, and does not wait for ever. */
  private <T> T call(String what, Duration limit, Callable<T> task) {
    Future<T> result = thread.submit(task);
    try {
      return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CommunicationException known) {
        throw known;
      }
      throw new CommunicationException(what + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new CommunicationException(
          what
              + " has not come back for "
              + limit.toSeconds()
              + " s: a rank is missing, or has another MPI; SCR_MPI_LIBRARY names the launcher's,"
              + " SCR_COMMUNICATOR=SOCKETS does without MPI",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommunicationException(what + " was interrupted", e);
    }
  }

  // As the JVM ends. MPI_Finalize waits for all ranks: it is called where all have come here.
  private void end() {
    boolean together;
    synchronized (this) {
      together = user.isPresent() && user.get().end();
      user.ifPresent(MpiCommunicator::retire);
    }
    try {
      int unused =
          call(
              "MPI_Finalize",
              FINALIZE,
              () -> {
                // Never given back: nothing calls MPI while the process goes away.
                lock.lock();
                return together ? MpiCalls.MPI_Finalize() : 0;
              });
    } catch (CommunicationException e) {
      System.err.println("scr: " + e.getMessage());
    }
  }
}
