package org.scr4j.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.scr4j.dataset.PrefixLayout;

/**
 * SCR_ENABLE=0: files are where the program calls them, nothing is cached or recorded, and whoever
 * wants to restart has to find its files by itself.
 */
final class Disabled implements Engine {

  private final Ranks ranks;
  private final PrefixLayout prefix;

  Disabled(Ranks ranks, PrefixLayout prefix) {
    this.ranks = ranks;
    this.prefix = prefix;
  }

  @Override
  public boolean needCheckpoint() {
    return false;
  }

  @Override
  public void startOutput(String name, Set<Scr.Flag> flags) {
    ranks.barrier();
  }

  @Override
  public Path routeOutput(String file) {
    Path found = InPrefix.of(prefix, file);
    try {
      return Files.createDirectories(found.getParent()).resolve(found.getFileName());
    } catch (IOException failure) {
      throw new ScrException("cannot make the directory of " + found + ": " + failure, failure);
    }
  }

  @Override
  public boolean completeOutput(boolean valid) {
    return ranks.allTrue(valid);
  }

  @Override
  public Optional<String> haveRestart() {
    return Optional.empty();
  }

  @Override
  public String startRestart() {
    throw new IllegalStateException("there is no restart with SCR_ENABLE=0");
  }

  @Override
  public Path routeRestart(String file) {
    return InPrefix.of(prefix, file);
  }

  @Override
  public boolean completeRestart(boolean valid) {
    return ranks.allTrue(valid);
  }

  @Override
  public boolean shouldExit() {
    return false;
  }

  @Override
  public boolean current(String name) {
    return false;
  }

  @Override
  public boolean drop(String name) {
    return false;
  }

  @Override
  public boolean delete(String name) {
    return false;
  }

  @Override
  public void close() {
    // Nothing goes on in the background.
  }

  @Override
  public void finish() {
    ranks.barrier();
  }

  @Override
  public boolean exits() {
    return false;
  }
}
