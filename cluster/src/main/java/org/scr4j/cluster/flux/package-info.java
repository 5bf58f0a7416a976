/**
 * Flux: its instances, the state of their nodes, {@code flux run} as launcher, {@code flux exec} as
 * remote shell.
 *
 * <p>{@link org.scr4j.cluster.flux.FluxTools} runs Flux's commands; the other {@code Flux*} records
 * read what they print and build what they are given.
 */
package org.scr4j.cluster.flux;
