package org.scr4j.cluster.ssh;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.scr4j.cluster.ClusterException;
import org.scr4j.cluster.ProcessRunner;
import org.scr4j.cluster.StepOutput;
import org.scr4j.cluster.shell.SshMessages;

/** The ssh that runs one node's ranks. Its standard output is that of the ranks. */
final class AgentConnection {

  private static final int KEPT = 4096;
  private static final Duration STREAM_LIMIT = Duration.ofMillis(500);

  /** What happens on a node. Called from threads of the connection. */
  interface Listener {

    /** A line of the node's agent. */
    void said(String node, String line);

    /** The connection is over; ssh ended with this status. */
    void closed(String node, int status);
  }

  private final String node;
  private final Process ssh;
  private final OutputStream commands;
  private final Thread reader;
  private final StepOutput output;
  private final ByteArrayOutputStream last = new ByteArrayOutputStream();

  private AgentConnection(
      String node, Process ssh, String token, Listener listener, StepOutput output) {
    this.node = node;
    this.output = output;
    this.ssh = ssh;
    this.commands = new BufferedOutputStream(ssh.getOutputStream());
    this.reader =
        daemon(
            () ->
                pass(
                    new AgentLines(
                        token,
                        new BufferedOutputStream(passing()),
                        line -> listener.said(node, line))),
            "messages of " + node);
    CompletableFuture<Void> end =
        ssh.onExit().thenAccept(ended -> tell(listener, ended.exitValue()));
    end.exceptionally(
        fault -> {
          listener.closed(node, -1);
          return null;
        });
  }

  /**
   * Connects to {@code node}.
   *
   * @param script goes before all else through the connection
   * @param output where what the ranks write goes
   */
  static AgentConnection open(
      String node,
      List<String> command,
      Map<String, String> environment,
      byte[] script,
      String token,
      Listener listener,
      StepOutput output)
      throws ClusterException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.redirect());
    builder.environment().clear();
    builder.environment().putAll(environment);
    AgentConnection connection;
    try {
      connection = new AgentConnection(node, builder.start(), token, listener, output);
      output.passOut(connection.ssh);
    } catch (IOException e) {
      throw new ClusterException(
          ProcessRunner.whyNotStarted(command.get(0), Optional.empty(), e), e);
    }
    daemon(() -> connection.write(script), "start of " + node);
    return connection;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void tell(Listener listener, int status) {
    try {
      reader.join(STREAM_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    listener.closed(node, status);
  }

  /** Standard error of this process, of which the last part is kept. */
  private OutputStream passing() {
    // Not closed: standard error belongs to the whole process.
    FileOutputStream err = new FileOutputStream(FileDescriptor.err);
    return new OutputStream() {
      private boolean writable = true;

      @Override
      public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int count) {
        synchronized (last) {
          if (last.size() > KEPT) {
            last.reset();
          }
          last.write(bytes, offset, count);
        }
        output.recordErr(bytes, offset, count);
        try {
          if (writable) {
            err.write(bytes, offset, count);
          }
        } catch (IOException nobodyReads) {
          // The ranks must not hang for that.
          writable = false;
        }
      }
    };
  }

  private void pass(AgentLines lines) {
    byte[] buffer = new byte[1 << 13];
    try (InputStream in = ssh.getErrorStream();
        lines) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        lines.write(buffer, 0, count);
        lines.flush();
      }
    } catch (IOException e) {
      // The pipe broke with ssh; its status tells the rest.
      return;
    }
  }

  /** Sends a command to the agent; one that is gone needs none. */
  void send(String word) {
    write((word + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private synchronized void write(byte[] bytes) {
    try {
      commands.write(bytes);
      commands.flush();
    } catch (IOException closed) {
      // The end of ssh is told in another way.
      return;
    }
  }

  /** What ssh said last of itself; empty where it said nothing. */
  String complaint() {
    String text;
    synchronized (last) {
      text = last.toString(StandardCharsets.ISO_8859_1);
    }
    return SshMessages.obstacle(text.lines().toList()).orElse("");
  }

  /** Ends the connection, and with it what is left on the node. */
  void close(Duration limit) throws InterruptedException {
    try {
      ssh.getOutputStream().close();
    } catch (IOException closed) {
      // What could not be sent is of no use any more.
      ssh.destroy();
    }
    if (!ssh.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      ssh.destroyForcibly();
    }
  }

  /** Ends ssh at once: the node does not answer. */
  void kill() {
    ssh.destroyForcibly();
  }
}
