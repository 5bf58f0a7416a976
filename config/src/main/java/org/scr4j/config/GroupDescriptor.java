package org.scr4j.config;

import java.util.Map;

/**
 * A GROUPS line: what a node has in common with others.
 *
 * @param node its name
 * @param values for each kind of group ({@code POWER}) the one that it belongs to ({@code psu1}),
 *     in the order of the line
 */
public record GroupDescriptor(String node, Map<String, String> values) {}
