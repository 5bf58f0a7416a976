package org.scr4j.examples.heat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.scr4j.library.Scr;
import org.scr4j.library.ScrException;
import org.scr4j.library.comm.CommunicationException;
import org.scr4j.library.comm.Communicator;
import org.scr4j.library.comm.Communicator.Reduction;

/**
 * Computes how heat spreads over a plate, with a checkpoint every few steps. It restarts from the
 * newest checkpoint that it is offered; why there is one is none of its business.
 */
public final class Heat {

  private static final int USAGE_ERROR = 64;
  private static final int FAILURE = 1;

  private final HeatOptions options;
  private final Scr scr;
  private final Communicator ranks;
  private final PrintStream out;
  private Band band;
  private String restartedFrom = "none";

  private Heat(HeatOptions options, Scr scr, PrintStream out) {
    this.options = options;
    this.scr = scr;
    this.ranks = scr.communicator();
    this.out = out;
    this.band = initial();
  }

  /** Runs one rank; the launcher's variables tell it which. */
  public static void main(String[] arguments) {
    if (arguments.length == 1 && (arguments[0].equals("--help") || arguments[0].equals("-h"))) {
      System.out.print(HeatOptions.USAGE);
      return;
    }
    int status = 0;
    try {
      HeatOptions options = HeatOptions.parse(arguments);
      try (Scr scr = Scr.init()) {
        run(options, scr, System.out);
      }
    } catch (HeatOptions.UsageException e) {
      System.err.println("heat: " + e.getMessage());
      status = USAGE_ERROR;
    } catch (CommunicationException | ScrException e) {
      System.err.println("heat: " + e.getMessage());
      status = FAILURE;
    }
    System.exit(status);
  }

  static void run(HeatOptions options, Scr scr, PrintStream out) throws HeatOptions.UsageException {
    if (options.rows() < scr.communicator().size()) {
      throw new HeatOptions.UsageException(
          "--rows "
              + options.rows()
              + " leaves some of "
              + scr.communicator().size()
              + " ranks without a row");
    }
    new Heat(options, scr, out).run();
  }

  private void run() {
    int step = restart();
    boolean stopped = scr.shouldExit();
    while (step < options.steps() && !stopped) {
      long begin = System.nanoTime();
      band.step(ranks);
      step++;
      if (step % options.every() == 0) {
        save(step);
        stopped = scr.shouldExit();
      }
      pause(begin);
    }
    long digest = ranks.allReduce(Reduction.SUM, band.digest())[0];
    scr.finish();
    tell(
        step < options.steps()
            ? "heat: stopped after step " + step + " of " + options.steps() + " by a halt condition"
            : String.format(
                "heat: ranks=%d steps=%d restarted_from=%s checksum=%016x",
                ranks.size(), options.steps(), restartedFrom, digest));
  }

  private Band initial() {
    return new Band(options, ranks.rank(), ranks.size());
  }

  /** The step to go on from: that of the newest checkpoint which every rank can read, or 0. */
  private int restart() {
    while (scr.haveRestart().isPresent()) {
      String name = scr.startRestart();
      int step = -1;
      try {
        step = BandFile.read(scr.routeFile(file(name)), band, ranks.size());
      } catch (IOException | ScrException e) {
        System.err.println("heat: " + e.getMessage());
      }
      if (scr.completeRestart(step >= 0)) {
        restartedFrom = name;
        return step;
      }
      band = initial();
    }
    return 0;
  }

  private void save(int step) {
    String name = "heat." + step;
    scr.startOutput(name, Scr.Flag.CHECKPOINT);
    Path file = scr.routeFile(file(name));
    boolean written = true;
    try {
      BandFile.write(file, band, step, ranks.size());
    } catch (IOException e) {
      System.err.println("heat: " + file + ": " + e.getMessage());
      written = false;
    }
    if (scr.completeOutput(written)) {
      tell("heat: saved " + name);
    } else {
      tell("heat: " + name + " could not be saved");
    }
  }

  private String file(String name) {
    return name + "/rank_" + ranks.rank() + ".heat";
  }

  private void pause(long begin) {
    long until = begin + TimeUnit.MILLISECONDS.toNanos(options.stepMillis());
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void tell(String line) {
    if (ranks.rank() == 0) {
      out.println(line);
    }
  }
}
