package org.scr4j.fuzz;

import java.util.List;
import java.util.stream.Stream;
import org.scr4j.cli.CliTargets;
import org.scr4j.cluster.ClusterTargets;
import org.scr4j.cluster.alps.AlpsTargets;
import org.scr4j.cluster.flux.FluxTargets;
import org.scr4j.cluster.local.LocalTargets;
import org.scr4j.cluster.lsf.LsfTargets;
import org.scr4j.cluster.moab.MoabTargets;
import org.scr4j.cluster.mpi.MpiTargets;
import org.scr4j.cluster.pbs.PbsTargets;
import org.scr4j.cluster.slurm.SlurmTargets;
import org.scr4j.cluster.ssh.SshTargets;
import org.scr4j.config.ConfigTargets;
import org.scr4j.dataset.DatasetTargets;
import org.scr4j.job.JobTargets;
import org.scr4j.kvtree.KvTreeTargets;
import org.scr4j.library.comm.CommTargets;
import org.scr4j.redundancy.RedundancyTargets;

/** Every target; new ones come last, since inputs for all of them choose by number. */
public final class Targets {

  /** In a fixed order. */
  public static final List<Target> ALL =
      Stream.of(
              ClusterTargets.all(),
              SlurmTargets.all(),
              FluxTargets.all(),
              PbsTargets.all(),
              LsfTargets.all(),
              AlpsTargets.all(),
              MoabTargets.all(),
              MpiTargets.all(),
              SshTargets.all(),
              LocalTargets.all(),
              KvTreeTargets.all(),
              ConfigTargets.all(),
              DatasetTargets.all(),
              RedundancyTargets.all(),
              CommTargets.all(),
              JobTargets.all(),
              CliTargets.all())
          .flatMap(List::stream)
          .toList();

  private Targets() {}
}
