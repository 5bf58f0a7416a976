/** What a person at a terminal sees of long work: width and colours, redrawing, progress. */
package org.scr4j.job.terminal;
