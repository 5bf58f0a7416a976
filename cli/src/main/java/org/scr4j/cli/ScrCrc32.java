package org.scr4j.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameters;
import org.scr4j.dataset.FileCopier;
import org.scr4j.job.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** CRC-32 of a file, as state files record it. */
@picocli.CommandLine.Command(
    description = "Prints the CRC-32 of a file, in hexadecimal without leading zeros.")
final class ScrCrc32 implements Command {

  private static final int LARGEST_BUFFER = 1 << 26;

  @Mixin StandardOptions standard;

  @picocli.CommandLine.Parameters(paramLabel = "FILE", arity = "1", description = "The file.")
  Path file;

  @Option(names = "--json", description = "Print a JSON object, the size included.")
  boolean json;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Configuration configuration = Jobs.configuration(context, Optional.empty());
    long buffer = Math.min(configuration.get(Parameters.FILE_BUF_SIZE), LARGEST_BUFFER);
    FileCopier.Contents contents =
        new FileCopier((int) Math.max(1, buffer)).read(context.directory().resolve(file));
    String crc = Integer.toHexString(contents.crc());
    if (json) {
      Json.print(
          context.out(),
          out -> {
            out.writeStartObject();
            out.writeStringField("file", file.toString());
            out.writeNumberField("size", contents.bytes());
            out.writeStringField("crc32", crc);
            out.writeEndObject();
          });
    } else {
      context.out().println(crc);
    }
    return ExitCode.DONE;
  }
}
