package org.scr4j.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes all pages below a directory: {@code org.scr4j.pages.Main DIRECTORY VERSION}. */
public final class Main {

  private Main() {}

  /** Run by Maven; a command without texts fails the build. */
  public static void main(String[] args) throws IOException {
    write(Path.of(args[0]), args[1]);
  }

  /**
   * Writes {@code share/man}, the completions of three shells where these look for them below
   * {@code share}, and {@code reference.md}.
   */
  static void write(Path directory, String version) throws IOException {
    List<Page> pages = Pages.all();
    Path share = directory.resolve("share");
    for (Page page : pages) {
      put(share.resolve("man/man1"), page.name() + ".1", Manual.of(page, version));
      put(share.resolve("bash-completion/completions"), page.name(), Bash.of(page));
      put(share.resolve("zsh/site-functions"), "_" + page.name(), Zsh.of(page));
      put(share.resolve("fish/vendor_completions.d"), page.name() + ".fish", Fish.of(page));
    }
    put(share.resolve("man/man5"), "scr.conf.5", Manual.ofConfiguration(version));
    put(directory, "reference.md", Reference.of(pages));
  }

  private static void put(Path directory, String name, String text) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(name), text);
  }
}
