/**
 * IBM Spectrum LSF: its allocations and the state of its hosts; {@code jsrun} of IBM's Job Step
 * Manager and LLNL's {@code lrun} as launchers.
 *
 * <p>What the commands print and take: the LSF 10.1 command reference ({@code bjobs -o}, {@code
 * bhosts}), IBM's pages on JSM ({@code jsrun}, {@code jslist}, {@code jskill}), the Summit user
 * guide of OLCF and LLNL's page on {@code lrun}. {@code LsfTools} runs them; the other classes are
 * pure.
 */
package org.scr4j.cluster.lsf;
