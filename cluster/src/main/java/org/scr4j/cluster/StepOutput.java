package org.scr4j.cluster;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where goes what a step writes: to standard output and standard error of this process, and to
 * records besides where there are any. Without records, processes inherit the streams and nothing
 * stands between. With them, bytes go through this process as they come, through one buffer for
 * each stream; neither a record that cannot be written nor a closed standard output ends the step.
 */
public final class StepOutput {

  private static final StepOutput INHERITED = new StepOutput(Optional.empty(), Optional.empty());
  private static final int BUFFER = 1 << 16;

  private final Optional<Sink> out;
  private final Optional<Sink> err;
  private final List<Thread> pumps = new ArrayList<>();
  private final Sink shownOut = new Sink(new FileOutputStream(FileDescriptor.out), why -> {});
  private final Sink shownErr = new Sink(new FileOutputStream(FileDescriptor.err), why -> {});

  /** What takes bytes until it cannot any more: the ranks must not hang for that. */
  private static final class Sink {
    private final OutputStream to;
    private final Consumer<String> fault;
    private boolean writable = true;

    Sink(OutputStream to, Consumer<String> fault) {
      this.to = to;
      this.fault = fault;
    }

    synchronized void write(byte[] bytes, int offset, int count) {
      try {
        if (writable) {
          to.write(bytes, offset, count);
        }
      } catch (IOException e) {
        writable = false;
        fault.accept(String.valueOf(e.getMessage()));
      }
    }

    synchronized void close() {
      try {
        to.close();
      } catch (IOException e) {
        fault.accept(String.valueOf(e.getMessage()));
      } finally {
        writable = false;
      }
    }
  }

  private StepOutput(Optional<Sink> out, Optional<Sink> err) {
    this.out = out;
    this.err = err;
  }

  /** The streams of this process, and no record. */
  public static StepOutput inherited() {
    return INHERITED;
  }

  /**
   * With records, which {@link #finish} closes.
   *
   * @param out gets what the step writes to standard output; its launcher's own output included
   * @param err likewise for standard error
   * @param fault is told why a record cannot be written any further, once for each
   */
  public static StepOutput recorded(OutputStream out, OutputStream err, Consumer<String> fault) {
    return new StepOutput(Optional.of(new Sink(out, fault)), Optional.of(new Sink(err, fault)));
  }

  /** For the streams of a process that {@link #passOut} or {@link #passErr} is called for. */
  public ProcessBuilder.Redirect redirect() {
    return out.isEmpty() ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.PIPE;
  }

  /** Passes on and records standard output of {@code process}, unless it was inherited. */
  public void passOut(Process process) {
    out.ifPresent(record -> pump(process.getInputStream(), shownOut, record));
  }

  /** Passes on and records standard error of {@code process}, unless it was inherited. */
  public void passErr(Process process) {
    err.ifPresent(record -> pump(process.getErrorStream(), shownErr, record));
  }

  /**
   * {@code stream}, of which what is read is recorded as standard error; the caller passes it on.
   */
  public InputStream recordingErr(InputStream stream) {
    if (err.isEmpty()) {
      return stream;
    }
    return new FilterInputStream(stream) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int count) throws IOException {
        int got = super.read(bytes, offset, count);
        if (got > 0) {
          recordErr(bytes, offset, got);
        }
        return got;
      }
    };
  }

  /** Records what the caller has read from standard error, and passes on itself. */
  public void recordErr(byte[] bytes, int offset, int count) {
    err.ifPresent(record -> record.write(bytes, offset, count));
  }

  private void pump(InputStream from, Sink shown, Sink record) {
    Thread pump =
        new Thread(
            () -> {
              byte[] buffer = new byte[BUFFER];
              try (from) {
                for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                  record.write(buffer, 0, count);
                  shown.write(buffer, 0, count);
                }
              } catch (IOException e) {
                // The pipe broke with its process, whose status tells the rest.
                return;
              }
            },
            "output of a step");
    pump.setDaemon(true);
    synchronized (pumps) {
      pumps.add(pump);
    }
    pump.start();
  }

  /**
   * Waits, after the step has ended, until all that it wrote has been passed on, and closes the
   * records. Who does not read our output can hold this up, so it may be called again later.
   *
   * @return whether that was so within {@code limit}
   */
  public boolean finish(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    List<Thread> all;
    synchronized (pumps) {
      all = List.copyOf(pumps);
    }
    for (Thread pump : all) {
      pump.join(Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
      if (pump.isAlive()) {
        return false;
      }
    }
    out.ifPresent(Sink::close);
    err.ifPresent(Sink::close);
    return true;
  }
}
