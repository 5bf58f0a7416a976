/**
 * One job in one allocation: prepare, check the nodes, decide, run, relaunch, scavenge, report.
 * Every step hands a value to the next one; clock, platform and settings are passed in.
 */
package org.scr4j.job;
