package org.scr4j.job.doctor;

/**
 * A parameter as it holds.
 *
 * @param name with its {@code SCR_}
 * @param value as users write it; empty where it has none
 * @param origin where it comes from, such as {@code environment}, {@code /etc/scr.conf:3}
 * @param set whether it is set anywhere
 */
public record Value(String name, String value, String origin, boolean set) {}
