/**
 * Node sets, running programs, and the four contracts that a platform fulfils: {@link
 * org.scr4j.cluster.ResourceManager}, {@link org.scr4j.cluster.Launcher}, {@link
 * org.scr4j.cluster.RemoteShell} and {@link org.scr4j.cluster.NodeCheck}. One package below this
 * one for each platform.
 */
package org.scr4j.cluster;
