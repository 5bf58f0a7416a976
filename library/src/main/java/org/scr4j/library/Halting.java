package org.scr4j.library;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.scr4j.dataset.HaltConditions;
import org.scr4j.dataset.HaltFile;
import org.scr4j.dataset.HaltReason;
import org.scr4j.kvtree.CorruptTreeException;

/**
 * Whether the run should end, by the halt file. Only rank 0 reads and writes it; all calls are
 * collective.
 */
final class Halting {

  /** Something to do with the halt file. */
  @FunctionalInterface
  private interface Use<T> {
    T with(HaltFile file) throws IOException;
  }

  private final Site site;
  private final HaltFile file;
  private final HaltConditions own;
  private String told = "";

  Halting(Site site) {
    this.site = site;
    this.file = new HaltFile(site.files(), site.prefix().halt());
    this.own = HaltConditions.NONE.orHaltSeconds(site.settings().haltSeconds());
  }

  /** Whether a condition holds; says once which. */
  boolean active() {
    byte[] answer =
        site.ranks()
            .answerOfRoot(
                () -> {
                  Optional<HaltReason> reason = reason(using(HaltFile::read));
                  reason.ifPresent(this::tell);
                  return new byte[] {(byte) (reason.isPresent() ? 1 : 0)};
                });
    return answer[0] == 1;
  }

  /** Counts one checkpoint down. */
  void checkpointTaken() {
    Ranks.must(
        site.ranks().attemptOnRoot(() -> using(halt -> halt.synchronize(HaltConditions.NONE, 1))));
  }

  /**
   * Records that the program is done, so that it is not started again; unless a condition is what
   * ended it: then that one says so already, and goes on saying so.
   */
  void finished() {
    Ranks.must(
        site.ranks()
            .attemptOnRoot(
                () -> {
                  Optional<HaltReason> reason = reason(using(HaltFile::read));
                  if (reason.isEmpty()) {
                    Optional<String> done = Optional.of(HaltConditions.FINALIZED);
                    using(halt -> halt.update(now -> now.withExitReason(done)));
                  }
                  site.journal()
                      .halt(reason.map(HaltReason::name).orElse(HaltConditions.FINALIZED));
                }));
  }

  private Optional<HaltReason> reason(HaltConditions inFile) {
    OptionalLong keep = own.haltSeconds();
    Optional<Instant> end = site.settings().allocationEnd();
    HaltConditions conditions = inFile.orHaltSeconds(keep);
    // Without seconds to keep free, the end of the allocation is no condition.
    Optional<Instant> known = conditions.haltSeconds().orElse(0) > 0 ? end : Optional.empty();
    return conditions.activeInApplication(site.clock().instant(), known);
  }

  private void tell(HaltReason reason) {
    if (!told.equals(reason.name())) {
      told = reason.name();
      site.console().say("the run should end: " + reason.text());
    }
  }

  /** A file that a crash has torn is put aside: what stood in it cannot be known. */
  private <T> T using(Use<T> use) throws IOException {
    try {
      return use.with(file);
    } catch (CorruptTreeException damaged) {
      site.console()
          .say(
              damaged.getMessage()
                  + "; kept as "
                  + site.files().moveAside(file.path())
                  + ", its halt conditions are lost: set them again with scr_halt");
      return use.with(file);
    }
  }
}
