/**
 * Where a job stands: what scr_run records of itself, and what the files under a prefix say
 * together. Reads files only; asks no node and no scheduler.
 */
package org.scr4j.job.status;
