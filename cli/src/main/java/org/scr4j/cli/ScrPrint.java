package org.scr4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.scr4j.dataset.describe.DescriptionText;
import org.scr4j.dataset.describe.FileDescriber;
import org.scr4j.dataset.describe.FileDescription;
import org.scr4j.job.ExitCode;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreePrinter;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Any state file as text: its tree, or in words. */
@picocli.CommandLine.Command(
    description = {
      "Prints an SCR state file: all its keys, sorted; or, with --describe, what kind of file it is"
          + " and what it says."
    })
final class ScrPrint implements Command {

  @Mixin StandardOptions standard;

  @Option(
      names = {"-m", "--mode"},
      paramLabel = "MODE",
      description = "tree, or keyval (default): a key with one value on one line.")
  Optional<String> mode = Optional.empty();

  @Option(
      names = {"-d", "--describe"},
      description = "Say what kind of file it is and what it says, instead of printing its keys.")
  boolean describe;

  @Option(
      names = "--json",
      description = "Print the tree as nested JSON objects, or the description as one object.")
  boolean json;

  @Parameters(paramLabel = "FILE", arity = "1", description = "The file.")
  Path file;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    String layout = mode.orElse("keyval");
    if (!layout.equals("tree") && !layout.equals("keyval")) {
      throw new UsageException("'" + layout + "' is not a mode; use tree or keyval");
    }
    if (describe && mode.isPresent()) {
      throw new UsageException("--mode is for the tree of keys, which --describe does not print");
    }
    Path path = context.directory().resolve(file);
    if (describe) {
      return describe(context, new FileDescriber(context.clock()).describe(path));
    }
    KvTree tree =
        new StateFiles(LockKind.NONE, warning -> {})
            .read(path)
            .orElseThrow(() -> new NoSuchFileException(path.toString()));
    tree.sortAll();
    if (json) {
      Json.print(context.out(), generator -> object(generator, tree));
      return ExitCode.DONE;
    }
    OutputStream out = new BufferedOutputStream(context.out());
    if (layout.equals("tree")) {
      KvTreePrinter.tree(tree, KvTreePrinter.bytes(out));
    } else {
      KvTreePrinter.keyval(tree, KvTreePrinter.bytes(out));
    }
    out.flush();
    return ExitCode.DONE;
  }

  private int describe(Context context, FileDescription description) throws IOException {
    if (json) {
      Json.print(context.out(), generator -> DescriptionJson.write(generator, description));
    } else {
      context.out().print(DescriptionText.of(description));
    }
    return ExitCode.DONE;
  }

  private static void object(JsonGenerator json, KvTree tree) throws IOException {
    json.writeStartObject();
    for (KvTree.Entry entry : tree.entries()) {
      json.writeFieldName(entry.key());
      object(json, entry.tree());
    }
    json.writeEndObject();
  }
}
