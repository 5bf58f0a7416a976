package org.scr4j.library.comm;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * What communicators between processes share: who falls silent is lost, the news of it spreads, and
 * nobody goes before all it has sent has arrived.
 *
 * <p>Whoever loses a rank tells all that it has a line to, and they tell theirs.
 */
abstract class WatchingCommunicator extends MailboxCommunicator {

  static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  // When a rank dies others end because of it, and their lines with them. Waiting this long lets
  // the news of the first loss arrive before the second is taken for the cause.
  private static final long GRACE_MILLIS = 100;

  private final CommunicatorSettings settings;
  private final Map<Integer, String> lost = new TreeMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean leaving;
  private volatile boolean over;
  private long lastTick = System.nanoTime();

  WatchingCommunicator(int rank, int size, CommunicatorSettings settings) {
    super(rank, size, settings.eagerBytes(), settings.inquiry());
    this.settings = settings;
  }

  final CommunicatorSettings settings() {
    return settings;
  }

  /** The lines that there are. */
  abstract Collection<? extends Line> lines();

  /** Runs {@code task} where lines are used, and waits until it is done, but not for long. */
  abstract void onNetwork(Runnable task);

  /** Runs {@code task} there in a while. */
  abstract void later(Runnable task, long millis);

  /** Whether this rank's messages to its peer take this line, so that its BYE is the last. */
  abstract boolean carries(Line line);

  /** Whether nothing that was sent on this line can be lost any more. */
  abstract boolean isSettled(Line line);

  /** Gives back what the network holds. */
  abstract void shutDown();

  final boolean isClosed() {
    return closed.get();
  }

  /** Whether ranks have been lost, before or after this one left. */
  final boolean isOver() {
    return over;
  }

  // What is said besides messages.

  /** A line has come to be. */
  final void opened(Line line) {
    if (leaving) {
      sayBye(line);
    }
    mailbox().signal();
  }

  /** Understands what every network says. */
  final void heard(Line line, Frame head, byte[] body) {
    switch (head.kind()) {
      case ABORT -> abort(new String(body, StandardCharsets.UTF_8));
      case WAITING -> contradiction(line.peer(), head.call()).ifPresent(this::abort);
      case BYE -> {
        line.pulse().peerDone();
        if (head.code() == 1) {
          mailbox().left(line.peer());
        }
        line.write(Frame.Kind.GOT_BYE, 0, new byte[0]);
        mailbox().signal();
      }
      case GOT_BYE -> {
        line.pulse().delivered();
        mailbox().signal();
      }
      default -> {
        // A heartbeat: that it came is all it says.
      }
    }
  }

  // Losing.

  final void lose(int peer, String reason) {
    if (lost.putIfAbsent(peer, reason) == null && lost.size() == 1) {
      later(() -> abort(losses()), GRACE_MILLIS);
    }
  }

  private String losses() {
    String ranks = lost.keySet().stream().map(this::name).collect(Collectors.joining(", "));
    String reasons = lost.values().stream().distinct().collect(Collectors.joining(", "));
    return ranks + (lost.size() == 1 ? " is lost: " : " are lost: ") + reasons;
  }

  /** The others must know before this rank goes away with its exception. */
  @Override
  final void abort(String reason) {
    onNetwork(() -> spread(reason));
  }

  private void spread(String reason) {
    if (!over) {
      over = true;
      byte[] text = reason.getBytes(StandardCharsets.UTF_8);
      lines().forEach(line -> line.write(Frame.Kind.ABORT, 0, text));
      mailbox().fail(reason);
    }
  }

  /** Looks for silent peers, and tells the others that this rank lives; every heartbeat. */
  final void tick() {
    long now = System.nanoTime();
    long period = settings.heartbeat().toNanos();
    // A process that was stopped for a while must not blame the others for it.
    boolean asleep = now - lastTick > 2 * period;
    lastTick = now;
    for (Line line : lines()) {
      if (asleep) {
        line.pulse().restartSilence(now);
      } else if (line.silence(now) > settings.silence().toNanos()) {
        line.close("silent for " + settings.silence().toSeconds() + " s");
      }
      if (line.pulse().idle(now) >= period && line.isWritable()) {
        line.write(Frame.Kind.HEARTBEAT, 0, new byte[0]);
      }
    }
  }

  // Leaving.

  @Override
  public final void close() {
    if (closed.compareAndSet(false, true)) {
      if (mailbox().failure().isEmpty()) {
        farewell();
      }
      shutDown();
      mailbox().fail("the communicator is closed");
    }
  }

  // A process that ends while its system still holds unsent bytes may lose them; so it stays until
  // every peer has confirmed.
  private void farewell() {
    mailbox().close();
    onNetwork(
        () -> {
          leaving = true;
          lines().forEach(this::sayBye);
        });
    try {
      mailbox().awaitThat(() -> lines().stream().allMatch(this::isSettled), FOREVER);
    } catch (CommunicationException e) {
      // A rank was lost while this one was leaving: those who need it have been told.
      return;
    }
  }

  private void sayBye(Line line) {
    line.write(Frame.Kind.BYE, carries(line) ? 1 : 0, new byte[0]);
  }
}
