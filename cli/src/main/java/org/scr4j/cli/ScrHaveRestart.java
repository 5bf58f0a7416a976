package org.scr4j.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.scr4j.config.Configuration;
import org.scr4j.job.ExitCode;
import org.scr4j.library.Scr;
import org.scr4j.library.comm.Communicator;
import org.scr4j.library.comm.Communicators;
import picocli.CommandLine.Mixin;

/** The checkpoint that the next run would restart from. */
@picocli.CommandLine.Command(
    description = {
      "Rebuilds what is in cache, or fetches from the prefix where nothing is, and",
      "prints the name of the checkpoint to restart from; nothing where there is none.",
      "Run it with the launcher, as many processes as the program has, on the nodes",
      "that it will have."
    })
final class ScrHaveRestart implements Command {

  @Mixin StandardOptions standard;
  @Mixin PrefixOption prefix;

  @Override
  public StandardOptions standard() {
    return standard;
  }

  @Override
  public int run(Context context) throws Exception {
    Configuration configuration = Jobs.configuration(context, prefix.value());
    Map<String, String> environment = new HashMap<>(context.environment());
    environment.put("SCR_PREFIX", configuration.prefix().toString());
    try (Communicator ranks = Communicators.connect(environment, configuration.prefix());
        Scr scr = Scr.init(environment, ranks)) {
      // Without finish: what is in cache stays there, and the run that follows is no second one.
      Optional<String> name = scr.haveRestart();
      if (ranks.rank() == 0) {
        name.ifPresent(context.out()::println);
      }
    }
    return ExitCode.DONE;
  }
}
