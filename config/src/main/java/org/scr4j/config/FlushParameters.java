package org.scr4j.config;

/** How datasets are flushed; part of {@link Parameters}. */
final class FlushParameters {

  private static final Section FLUSHING = new Section(Parameters.FLUSH_AND_FETCH);

  static final Parameter<Boolean> FLUSH_ASYNC =
      FLUSHING
          .with("FLUSH_ASYNC", Kind.BOOLEAN, false)
          .means(
              "1 flushes in the background while the program goes on; what a crash cuts short is "
                  + "taken up by the next run.");

  static final Parameter<Long> FLUSH_ASYNC_BW =
      FLUSHING
          .in("bytes/s")
          .with("FLUSH_ASYNC_BW", Kind.BYTES, 200L << 20)
          .means(
              "Most that background flushes of the whole run write, until the program waits for "
                  + "them; each rank has a share by its bytes. 0 sets no bound.");

  static final Parameter<Double> FLUSH_ASYNC_PERCENT =
      FLUSHING
          .in("%")
          .with("FLUSH_ASYNC_PERCENT", Kind.PERCENT, 0.0)
          .means(
              "Most of its time that the thread of a background flush is busy; 0 sets no bound.");

  static final Parameter<Integer> FLUSH_ASYNC_USLEEP =
      FLUSHING
          .in("µs")
          .with("FLUSH_ASYNC_USLEEP", Kind.integer(0), 1000)
          .means(
              "Time between two looks at a background flush of LLNL's library; scr4j waits for its "
                  + "end instead.");

  static final Parameter<Boolean> FLUSH_POSTSTAGE =
      FLUSHING
          .with("FLUSH_POSTSTAGE", Kind.BOOLEAN, false)
          .means(
              "1 leaves the end of background flushes to scr_poststage, after the job. With scr4j's "
                  + "library no copy outlives its process: the end of the program waits, and state "
                  + "files are left for scr_poststage where a run was cut short.");

  static final Parameter<String> FLUSH_TYPE =
      FLUSHING
          .with("FLUSH_TYPE", Kind.TEXT, "SYNC")
          .means(
              "Transfer method of flushes of LLNL's library: SYNC, PTHREAD, BBAPI or DATAWARP. "
                  + "scr4j's always copies by itself.");

  static final Parameter<Integer> FLUSH_WIDTH =
      FLUSHING
          .with("FLUSH_WIDTH", Kind.integer(1), 256)
          .means(
              "Most processes that write to the prefix directory at once while the program waits; "
                  + "FLUSH_ASYNC_BW bounds background flushes.");

  private FlushParameters() {}
}
