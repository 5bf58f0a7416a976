package org.scr4j.library.comm;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Ranks that reach each other by the site's MPI, over whatever network it has.
 *
 * <p>MPI moves bytes from one rank to another and nothing else: collective calls, their contract,
 * and who is lost are as with sockets. A thread that waits makes MPI work, at once at first and
 * then ever less often; while none waits, a thread of MPI does so every few milliseconds. A rank
 * has a line to its neighbours in the tree of collective calls, and to each that it had something
 * for.
 *
 * <p>Closing leaves the communicator; MPI itself ends with the JVM, once all ranks have come there.
 * After a loss it is left as it is, which the launcher notices.
 */
final class MpiCommunicator extends WatchingCommunicator {

  private static final int TAG = 1;
  private static final int ANY_HEADS = 16;
  private static final long SPIN = 1_000_000;
  private static final long SHORT_PAUSE = 50_000;
  private static final long LONG_PAUSE = 5_000_000;
  private static final long LONGEST_PAUSE = 20_000_000;
  private static final long LAST_WORDS = 1_000_000_000;

  // In its MPI_Finalize, MPICH with UCX closes connections, which takes answers of peers, and then
  // waits in a way in which it gives none: what is open between two ranks settles before.
  private static final long LINGER = 200_000_000;

  private final Mpi mpi;
  private final MpiTransfers transfers;
  private final MpiBodies bodies;
  private final Map<Integer, MpiLine> lines = new ConcurrentHashMap<>();
  private final Queue<MpiLine> retries = new ConcurrentLinkedQueue<>();
  private final Deque<ByteBuffer> headBuffers = new ArrayDeque<>();
  private final ByteBuffer arriving = headBuffer();
  private volatile List<MpiPlace> places = List.of();
  private volatile long lastMove = System.nanoTime();
  private volatile boolean retired;
  private boolean together;
  private long pause = SHORT_PAUSE;

  private MpiCommunicator(Mpi mpi, long communicator, CommunicatorSettings settings) {
    super(mpi.rank(), mpi.size(), settings);
    this.mpi = mpi;
    this.transfers = new MpiTransfers(mpi.library(), communicator);
    this.bodies = new MpiBodies(transfers, this);
    onNetwork(this::awaitHead);
    for (int step = 1; (rank() & step) == 0 && rank() + step < size(); step <<= 1) {
      line(rank() + step);
    }
    if (rank() > 0) {
      line(rank() & (rank() - 1));
    }
    mpi.used(this);
    round();
    heartbeat();
  }

  /**
   * Connects all ranks that MPI knows.
   *
   * @param identity what the launcher says
   * @throws CommunicationException if MPI cannot be had, or is not the launcher's
   */
  static MpiCommunicator connect(
      MpiLibrary library, RankIdentity identity, CommunicatorSettings settings) {
    Mpi mpi = Mpi.begin(library, settings.rendezvous());
    if (mpi.size() != identity.size()) {
      throw new CommunicationException(
          mpi.description()
              + " knows "
              + mpi.size()
              + " processes, the launcher has started "
              + identity.size()
              + ": set SCR_MPI_LIBRARY to the libmpi of the launcher's MPI, or"
              + " SCR_COMMUNICATOR=SOCKETS");
    }
    MpiCommunicator made = new MpiCommunicator(mpi, mpi.duplicate(settings.rendezvous()), settings);
    try {
      made.prepare();
      made.places =
          made.allGather(MpiPlace.here(identity.node()).encode()).stream()
              .map(MpiPlace::decode)
              .toList();
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  /** Which MPI it is. */
  String description() {
    return mpi.description();
  }

  @Override
  public List<String> nodes() {
    return places.stream().map(MpiPlace::node).toList();
  }

  // Making MPI work.

  @Override
  void onNetwork(Runnable task) {
    mpi.lock().lock();
    try {
      task.run();
    } finally {
      mpi.lock().unlock();
    }
  }

  @Override
  void later(Runnable task, long millis) {
    Future<?> unused = mpi.thread().schedule(() -> onNetwork(task), millis, TimeUnit.MILLISECONDS);
  }

  /** Whether anything has moved. Holds the lock. */
  private boolean poll() {
    boolean moved = false;
    for (MpiLine line = retries.poll(); line != null; line = retries.poll()) {
      line.retry();
      moved = true;
    }
    int polls = 0;
    while (polls < ANY_HEADS && transfers.poll()) {
      polls++;
    }
    if (moved || polls > 0) {
      lastMove = System.nanoTime();
      return true;
    }
    return false;
  }

  // Where ranks are more than cores, whoever has something to do shall do it meanwhile.
  @SuppressWarnings("ThreadPriorityCheck")
  @Override
  long help(long waited) {
    mpi.lock().lock();
    try {
      if (poll()) {
        return 0;
      }
    } finally {
      mpi.lock().unlock();
    }
    long idle = Math.min(waited, System.nanoTime() - lastMove);
    if (idle < SPIN) {
      Thread.yield();
      return 0;
    }
    return Math.min(LONG_PAUSE, idle / 16);
  }

  private void round() {
    if (retired) {
      return;
    }
    if (mpi.lock().tryLock()) {
      try {
        pause = poll() ? SHORT_PAUSE : Math.min(LONGEST_PAUSE, 2 * pause);
      } finally {
        mpi.lock().unlock();
      }
    }
    Future<?> unused = mpi.thread().schedule(this::round, pause, TimeUnit.NANOSECONDS);
  }

  private void heartbeat() {
    if (retired) {
      return;
    }
    onNetwork(
        () -> {
          // What has come while this process did not look speaks for its senders.
          boolean unused = poll();
          lines.values().forEach(this::lookAt);
          tick();
        });
    long period = settings().heartbeat().toNanos();
    Future<?> unused = mpi.thread().schedule(this::heartbeat, period, TimeUnit.NANOSECONDS);
  }

  private void lookAt(MpiLine line) {
    if (line.peer() < places.size() && places.get(line.peer()).hasEnded()) {
      line.close("its process has ended");
    }
  }

  // Lines.

  @Override
  Collection<MpiLine> lines() {
    return lines.values();
  }

  private MpiLine line(int peer) {
    MpiLine known = lines.get(peer);
    if (known != null) {
      return known;
    }
    MpiLine made = new MpiLine(peer, this);
    MpiLine other = lines.putIfAbsent(peer, made);
    if (other == null) {
      onNetwork(() -> opened(made));
      return made;
    }
    return other;
  }

  void gone(MpiLine line, String why) {
    // Who has left may be gone while others go on; once they leave too it is missed.
    if (!line.pulse().isPeerDone() || isClosed()) {
      lose(line.peer(), why);
    }
  }

  /** Whether a transfer has done well; else its peer is lost. */
  boolean isFine(MpiLine line, int error) {
    if (error != 0) {
      lose(line.peer(), "MPI says: " + MpiLibrary.errorText(error));
    }
    return error == 0;
  }

  void retryLater(MpiLine line) {
    retries.add(line);
  }

  // Sending.

  @Override
  void transmit(int to, Frame head, ByteBuffer data) {
    MpiLine line = line(to);
    int total = head.total();
    mailbox().awaitThat(() -> line.hasRoom(total) || hasLeft(line), FOREVER);
    if (hasLeft(line)) {
      String reason = name(to) + " has left and receives no more messages";
      abort(reason);
      throw new CommunicationException(reason);
    }
    if (total <= MpiLine.INLINE) {
      onNetwork(
          () -> {
            line.count(total);
            line.write(head, data);
          });
      return;
    }
    MpiBodies.Outgoing[] body = new MpiBodies.Outgoing[1];
    onNetwork(
        () -> {
          line.count(total);
          line.write(head.withLength(0), data);
          body[0] = bodies.send(line, data);
        });
    mailbox().awaitThat(body[0]::isDone, FOREVER);
  }

  private boolean hasLeft(MpiLine line) {
    return line.pulse().isPeerDone() || mailbox().hasLeft(line.peer());
  }

  void sendHead(MpiLine line, Frame head, ByteBuffer data, Runnable done) {
    ByteBuffer buffer = headBuffers.isEmpty() ? headBuffer() : headBuffers.removeFirst();
    head.put(buffer.clear());
    buffer.put(data.slice(data.position(), head.length())).flip();
    data.position(data.position() + head.length());
    transfers.send(
        MpiTransfers.Mode.STANDARD,
        buffer,
        line.peer(),
        TAG,
        (to, error) -> {
          headBuffers.add(buffer);
          done.run();
          boolean unused = isFine(line, error);
        });
  }

  private static ByteBuffer headBuffer() {
    return ByteBuffer.allocateDirect(Frame.HEAD + MpiLine.INLINE);
  }

  @Override
  void inquire(int from, CollectiveCall call) {
    MpiLine line = line(from);
    if (line.isWritable()) {
      onNetwork(() -> line.write(Frame.waiting(call), ByteBuffer.allocate(0)));
    }
  }

  // Receiving.

  private void awaitHead() {
    transfers.receive(arriving.clear(), mpi.library().anySource(), TAG, this::headArrived);
  }

  private void headArrived(int from, int error) {
    if (error != 0) {
      abort("receiving by MPI: " + MpiLibrary.errorText(error));
      return;
    }
    if (from == rank()) {
      // The last head, which this rank sent to itself so that MPI waits for none.
      return;
    }
    try {
      Frame head = Frame.get(arriving.clear());
      byte[] body = new byte[Math.min(head.length(), arriving.remaining())];
      arriving.get(body);
      awaitHead();
      line(from).arrive(head, body);
    } catch (CommunicationException e) {
      lose(from, e.getMessage());
    }
  }

  void receiveBody(MpiLine line, Message message) {
    bodies.receive(line, message);
  }

  // Leaving.

  @Override
  boolean carries(Line line) {
    return true;
  }

  // What is still on its way to a rank that has left, nobody misses.
  @Override
  boolean isSettled(Line line) {
    return line.pulse().isDelivered() || line.pulse().isPeerDone();
  }

  @Override
  void shutDown() {
    if (!mpi.isOwn()) {
      // The program ends MPI when it likes: nothing of this may be left then.
      boolean unused = end();
      retire();
    }
  }

  /** Makes way for another communicator. */
  void retire() {
    retired = true;
  }

  /**
   * Comes together with all ranks as their JVMs end.
   *
   * @return whether all have come; not if any is lost
   */
  boolean end() {
    if (!isClosed()) {
      abort(name(rank()) + " has ended without leaving");
    }
    if (!isOver()) {
      onNetwork(() -> transfers.barrier((source, error) -> together = error == 0));
      pollUntil(() -> together || isOver(), Long.MAX_VALUE);
    }
    if (isOver()) {
      // The others shall know why.
      pollUntil(() -> lines().stream().allMatch(MpiLine::isFlushed), LAST_WORDS);
      return false;
    }
    onNetwork(
        () ->
            transfers.send(
                MpiTransfers.Mode.STANDARD, headBuffer(), rank(), TAG, (to, error) -> {}));
    pollUntil(transfers::isEmpty, Long.MAX_VALUE);
    boolean never = false;
    pollUntil(() -> never, LINGER);
    return true;
  }

  private void pollUntil(BooleanSupplier condition, long nanos) {
    long start = System.nanoTime();
    boolean[] holds = new boolean[1];
    while (!holds[0] && System.nanoTime() - start < nanos) {
      boolean[] moved = new boolean[1];
      onNetwork(
          () -> {
            moved[0] = poll();
            holds[0] = condition.getAsBoolean();
          });
      if (!holds[0] && !moved[0]) {
        LockSupport.parkNanos(SHORT_PAUSE);
      }
    }
  }
}
