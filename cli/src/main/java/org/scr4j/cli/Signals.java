package org.scr4j.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.scr4j.job.Signal;

/**
 * What signals do to a command that runs a job. The first one ends the step, and the command once
 * all is saved, with 128 and its number. A second SIGINT, once the step has ended, ends the command
 * at once; any other is ignored.
 *
 * <p>The JVM itself handles SIGTERM, SIGINT and SIGHUP only. {@code sun.misc.Signal}, which takes
 * the others too, is part of every JDK and of no specification, so it is called by reflection:
 * where it is missing, those signals keep their default action. A signal that was ignored when the
 * command started, as by {@code nohup}, stays ignored.
 */
final class Signals {

  private static final List<String> HANDLED = List.of("TERM", "INT", "HUP", "USR1", "USR2", "ALRM");
  private static final String INT = "INT";

  private final Consumer<Signal> terminate;
  private final Consumer<String> messages;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch saved = new CountDownLatch(1);
  private final AtomicReference<Signal> first = new AtomicReference<>();

  private Signals(Consumer<Signal> terminate, Consumer<String> messages) {
    this.terminate = terminate;
    this.messages = messages;
  }

  /**
   * Lives {@code life}.
   *
   * @param terminate ends the step that {@code life} waits for; returns when it has ended
   * @param messages gets a line for each further signal
   */
  static int live(Callable<Integer> life, Consumer<Signal> terminate, Consumer<String> messages)
      throws Exception {
    Signals signals = new Signals(terminate, messages);
    HANDLED.forEach(name -> handle(name, signals::received));
    // However the JVM goes down, this waits until all is saved.
    Thread hook = new Thread(signals::end, "scr_run-signal");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return life.call();
    } finally {
      signals.saved.countDown();
      takeBack(hook);
    }
  }

  private void received(Signal signal) {
    if (first.compareAndSet(null, signal)) {
      // Its handler must return before others can be received.
      new Thread(() -> System.exit(signal.status()), "scr_run-exit").start();
    } else if (signal.name().equals("SIG" + INT) && ended.getCount() == 0) {
      messages.accept(signal.name() + " again: leaving; scr_postrun saves what is in cache");
      Runtime.getRuntime().halt(signal.status());
    } else {
      messages.accept(
          signal.name()
              + " again: nothing to do, "
              + (ended.getCount() == 0 ? "the cache is being saved" : "the step is being ended"));
    }
  }

  private void end() {
    terminate.accept(Optional.ofNullable(first.get()).orElse(Signal.TERM));
    ended.countDown();
    awaitUninterruptibly(saved);
  }

  /** Returns whether {@code name} can be handled here. */
  private static boolean handle(String name, Consumer<Signal> action) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object signal = type.getConstructor(String.class).newInstance(name);
      int number = (Integer) type.getMethod("getNumber").invoke(signal);
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.accept(new Signal("SIG" + name, number));
                  return null;
                }
                return method.invoke(action, arguments);
              });
      type.getMethod("handle", type, handler).invoke(null, signal, proxy);
      return true;
    } catch (InvocationTargetException | ClassNotFoundException e) {
      // The JVM keeps this one for itself, as with -Xrs, or has no such class.
      return false;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("sun.misc.Signal is not what it was", e);
    }
  }

  /** What is being saved is worth waiting for, whoever interrupts. */
  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** False where the JVM is going down already, so that the hook has been run. */
  private static boolean takeBack(Thread hook) {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException goingDown) {
      return false;
    }
  }
}
