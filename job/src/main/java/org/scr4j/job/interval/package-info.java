/**
 * How often to checkpoint: models of the best interval, and what they need, from the event log.
 * Times are in seconds, rates in failures a second. Knows nothing of the rest of {@code job}.
 */
package org.scr4j.job.interval;
