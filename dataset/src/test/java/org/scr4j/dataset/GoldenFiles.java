package org.scr4j.dataset;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of each type, byte by byte as the format demands it: hexadecimal digits, and text
 * between apostrophes. A file is header, keys (each with a NUL and the number of keys below it) and
 * CRC-32.
 */
final class GoldenFiles {

  private static final Pattern WORD = Pattern.compile("'([^']*)'|([0-9a-f]+)");

  private GoldenFiles() {}

  /** The bytes that {@code text} spells. */
  static byte[] bytes(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Matcher word = WORD.matcher(text); word.find(); ) {
      out.writeBytes(
          word.group(1) == null
              ? HexFormat.of().parseHex(word.group(2))
              : word.group(1).getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  static final String NODES =
      """
      951fc3f5 0001 0001 000000000000002c 00000001
      00000001
      'NODES' 00 00000001 '4' 00 00000000
      cb4f2fc1
      """;

  static final String EVENT_LOG =
      """
      2026-11-22T11:07:54: host=node1, jobid=38, event=START, procs=8, nodes=4
      2026-11-22T11:07:54: host=node1, jobid=38, event=CHECKPOINT_START, note="/dev/shm", dset=1
      2026-11-22T11:07:55: host=node1, jobid=38, xfer=WRITE, from=/dev/shm, secs=0.002276
      2026-11-22T11:07:59: host=node1, jobid=39, event=START, procs=8, nodes=4
      """;

  /** A summary of version 1: one header line, then a line for each file. */
  static final String SUMMARY_1 =
      """
      rank\tscr\tranks\tpattern\tckpt\tcomplete\tsize\tmatch\tactual\tfile
      0\t1\t2\t0\t7\t1\t5\t1\t5\ta.ckpt
      1\t1\t2\t0\t7\t1\t3\t1\t3\tb.ckpt
      """;

  /** A summary of version 4. */
  static final String SUMMARY_4 =
      """
      Version: 4
      Rows: 2
      rank\tscr\tranks\tckpt\tcomplete\tsize\tmatch\tactual\tfile\tcrc?\tcrc
      0\t1\t2\t7\t1\t5\t1\t5\ta.ckpt\t1\t0x3610a686
      1\t1\t2\t7\t1\t3\t1\t3\tb.ckpt\t0\t0x0
      """;

  static final String CACHE_INDEX =
      """
      951fc3f5 0001 0001 000000000000015c 00000001
      00000001
      'DSET' 00 00000001
        '2' 00 00000003
          'DSETDESC' 00 0000000c
            'ID' 00 00000001 '2' 00 00000000
            'NAME' 00 00000001 'ckpt.2' 00 00000000
            'FLAG_CKPT' 00 00000001 '1' 00 00000000
            'FLAG_OUTPUT' 00 00000001 '0' 00 00000000
            'CREATED' 00 00000001 '1795345674546021' 00 00000000
            'USER' 00 00000001 'ann' 00 00000000
            'JOBNAME' 00 00000001 'heat' 00 00000000
            'JOBID' 00 00000001 '38' 00 00000000
            'CKPT' 00 00000001 '2' 00 00000000
            'FILES' 00 00000001 '1' 00 00000000
            'SIZE' 00 00000001 '5' 00 00000000
            'COMPLETE' 00 00000001 '1' 00 00000000
          'BYPASS' 00 00000001 '0' 00 00000000
          'PATH' 00 00000001 '/dev/shm/ann/scr.38/scr.dataset.2' 00 00000000
      021f02c9
      """;

  static final String FILE_MAP =
      """
      951fc3f5 0001 0001 00000000000001ba 00000001
      00000001
      'FILE' 00 00000001
        '/dev/shm/ann/scr.38/scr.dataset.2/a' 00 00000001
          'META' 00 00000010
            'RANKS' 00 00000001 '2' 00 00000000
            'ORIG' 00 00000001 'c2/a' 00 00000000
            'PATH' 00 00000001 '/p/run/c2' 00 00000000
            'NAME' 00 00000001 'a' 00 00000000
            'SIZE' 00 00000001 '5' 00 00000000
            'COMPLETE' 00 00000001 '1' 00 00000000
            'MODE' 00 00000001 '33152' 00 00000000
            'UID' 00 00000001 '0' 00 00000000
            'GID' 00 00000001 '0' 00 00000000
            'ATIME_SECS' 00 00000001 '1795345674' 00 00000000
            'ATIME_NSECS' 00 00000001 '541605771' 00 00000000
            'CTIME_SECS' 00 00000001 '1795345674' 00 00000000
            'CTIME_NSECS' 00 00000001 '541605771' 00 00000000
            'MTIME_SECS' 00 00000001 '1795345674' 00 00000000
            'MTIME_NSECS' 00 00000001 '541605771' 00 00000000
            'CRC' 00 00000001 '0x3610a686' 00 00000000
      4e4048f5
      """;

  static final String REDUNDANCY_DESCRIPTOR =
      """
      951fc3f5 0001 0001 0000000000000142 00000001
      00000002
      '0' 00 00000001
        'DESC' 00 00000008
          'ENABLED' 00 00000001 '1' 00 00000000
          'GROUP' 00 00000001 '0' 00 00000000
          'GROUPS' 00 00000001 '1' 00 00000000
          'RANK' 00 00000001 '0' 00 00000000
          'RANKS' 00 00000001 '2' 00 00000000
          'TYPE' 00 00000001 'XOR' 00 00000000
          'WRANK' 00 00000001 '0' 00 00000000
          'WRANKS' 00 00000001 '2' 00 00000000
      '1' 00 00000001
        'DESC' 00 00000008
          'ENABLED' 00 00000001 '1' 00 00000000
          'GROUP' 00 00000001 '0' 00 00000000
          'GROUPS' 00 00000001 '1' 00 00000000
          'RANK' 00 00000001 '1' 00 00000000
          'RANKS' 00 00000001 '2' 00 00000000
          'TYPE' 00 00000001 'XOR' 00 00000000
          'WRANK' 00 00000001 '1' 00 00000000
          'WRANKS' 00 00000001 '2' 00 00000000
      14c8db8b
      """;

  static final String REDUNDANCY_FILE =
      """
      951fc3f5 0001 0001 0000000000000271 00000001
      00000004
      'CHUNK' 00 00000001 '5' 00 00000000
      'DESC' 00 00000002
        '0' 00 00000003
          'DESC' 00 00000008
            'ENABLED' 00 00000001 '1' 00 00000000
            'GROUP' 00 00000001 '0' 00 00000000
            'GROUPS' 00 00000001 '1' 00 00000000
            'RANK' 00 00000001 '0' 00 00000000
            'RANKS' 00 00000001 '2' 00 00000000
            'TYPE' 00 00000001 'XOR' 00 00000000
            'WRANK' 00 00000001 '0' 00 00000000
            'WRANKS' 00 00000001 '2' 00 00000000
          'FILE' 00 00000001
            '0' 00 00000001
              '/c/a' 00 00000004
                'GID' 00 00000001 '0' 00 00000000
                'MODE' 00 00000001 '33152' 00 00000000
                'SIZE' 00 00000001 '5' 00 00000000
                'UID' 00 00000001 '0' 00 00000000
          'FILES' 00 00000001 '1' 00 00000000
        '1' 00 00000003
          'DESC' 00 00000008
            'ENABLED' 00 00000001 '1' 00 00000000
            'GROUP' 00 00000001 '0' 00 00000000
            'GROUPS' 00 00000001 '1' 00 00000000
            'RANK' 00 00000001 '1' 00 00000000
            'RANKS' 00 00000001 '2' 00 00000000
            'TYPE' 00 00000001 'XOR' 00 00000000
            'WRANK' 00 00000001 '1' 00 00000000
            'WRANKS' 00 00000001 '2' 00 00000000
          'FILE' 00 00000001
            '0' 00 00000001
              '/c/b' 00 00000004
                'GID' 00 00000001 '0' 00 00000000
                'MODE' 00 00000001 '33152' 00 00000000
                'SIZE' 00 00000001 '3' 00 00000000
                'UID' 00 00000001 '0' 00 00000000
          'FILES' 00 00000001 '1' 00 00000000
      'GROUP' 00 00000002
        'RANK' 00 00000002
          '0' 00 00000001 '0' 00 00000000
          '1' 00 00000001 '1' 00 00000000
        'RANKS' 00 00000001 '2' 00 00000000
      'RANK' 00 00000001 '1' 00 00000000
      2dc3ccb8
      'hello'
      """;

  static final String ENCODING_STATE =
      """
      951fc3f5 0001 0001 000000000000002c 00000001
      00000001
      'STATE' 00 00000001 '2' 00 00000000
      66fad084
      """;

  static final String SHUFFLE_FILE =
      """
      951fc3f5 0001 0001 000000000000006d 00000001
      00000001
      'RANK' 00 00000001
        '2' 00 00000002
          'FILES' 00 00000001 '2' 00 00000000
          'FILE' 00 00000002
            '/c/a' 00 00000000
            '/c/.scr/reddesc.er.2.redset' 00 00000000
      0bad5cf1
      """;

  static final String FLUSH =
      """
      951fc3f5 0001 0001 0000000000000170 00000001
      00000001
      'DATASET' 00 00000001
        '4' 00 00000005
          'DSETDESC' 00 0000000c
            'ID' 00 00000001 '4' 00 00000000
            'NAME' 00 00000001 'out.4' 00 00000000
            'FLAG_CKPT' 00 00000001 '1' 00 00000000
            'FLAG_OUTPUT' 00 00000001 '0' 00 00000000
            'CREATED' 00 00000001 '1795345674546021' 00 00000000
            'USER' 00 00000001 'ann' 00 00000000
            'JOBNAME' 00 00000001 'heat' 00 00000000
            'JOBID' 00 00000001 '38' 00 00000000
            'CKPT' 00 00000001 '4' 00 00000000
            'FILES' 00 00000001 '1' 00 00000000
            'SIZE' 00 00000001 '5' 00 00000000
            'COMPLETE' 00 00000001 '1' 00 00000000
          'CKPT' 00 00000001 '1' 00 00000000
          'OUTPUT' 00 00000001 '1' 00 00000000
          'LOCATION' 00 00000002
            'PFS' 00 00000000
            'CACHE' 00 00000000
          'NAME' 00 00000001 'out.4' 00 00000000
      279dc9dc
      """;

  static final String HALT =
      """
      951fc3f5 0001 0001 00000000000000a8 00000001
      00000005
      'ExitReason' 00 00000001 'JOB_HALTED' 00 00000000
      'CheckpointsLeft' 00 00000001 '5' 00 00000000
      'ExitBefore' 00 00000001 '1900000000' 00 00000000
      'ExitAfter' 00 00000001 '1900000001' 00 00000000
      'HaltSeconds' 00 00000001 '3600' 00 00000000
      296d1e0a
      """;

  static final String INDEX =
      """
      951fc3f5 0001 0001 000000000000019b 00000001
      00000004
      'CURRENT' 00 00000001 'ckpt.2' 00 00000000
      'VERSION' 00 00000001 '2' 00 00000000
      'DSET' 00 00000001
        '2' 00 00000003
          'DSET' 00 0000000c
            'ID' 00 00000001 '2' 00 00000000
            'NAME' 00 00000001 'ckpt.2' 00 00000000
            'FLAG_CKPT' 00 00000001 '1' 00 00000000
            'FLAG_OUTPUT' 00 00000001 '0' 00 00000000
            'CREATED' 00 00000001 '1795345674546021' 00 00000000
            'USER' 00 00000001 'ann' 00 00000000
            'JOBNAME' 00 00000001 'heat' 00 00000000
            'JOBID' 00 00000001 '38' 00 00000000
            'CKPT' 00 00000001 '2' 00 00000000
            'FILES' 00 00000001 '1' 00 00000000
            'SIZE' 00 00000001 '5' 00 00000000
            'COMPLETE' 00 00000001 '1' 00 00000000
          'COMPLETE' 00 00000001 '1' 00 00000000
          'FLUSHED' 00 00000001 '2026-11-22T11:08:29' 00 00000000
      'NAME' 00 00000001
        'ckpt.2' 00 00000001
          'DSET' 00 00000001 '2' 00 00000000
      6b8ec590
      """;

  static final String SUMMARY =
      """
      951fc3f5 0001 0001 000000000000012e 00000001
      00000003
      'DSET' 00 0000000c
        'ID' 00 00000001 '2' 00 00000000
        'NAME' 00 00000001 'ckpt.2' 00 00000000
        'FLAG_CKPT' 00 00000001 '1' 00 00000000
        'FLAG_OUTPUT' 00 00000001 '0' 00 00000000
        'CREATED' 00 00000001 '1795345674546021' 00 00000000
        'USER' 00 00000001 'ann' 00 00000000
        'JOBNAME' 00 00000001 'heat' 00 00000000
        'JOBID' 00 00000001 '38' 00 00000000
        'CKPT' 00 00000001 '2' 00 00000000
        'FILES' 00 00000001 '1' 00 00000000
        'SIZE' 00 00000001 '5' 00 00000000
        'COMPLETE' 00 00000001 '1' 00 00000000
      'COMPLETE' 00 00000001 '1' 00 00000000
      'VERSION' 00 00000001 '6' 00 00000000
      738d6f00
      """;

  static final String SUMMARY_5 =
      """
      951fc3f5 0001 0001 00000000000000d2 00000001
      00000002
      'VERSION' 00 00000001 '5' 00 00000000
      'CKPT' 00 00000001
        '7' 00 00000003
          'COMPLETE' 00 00000001 '1' 00 00000000
          'RANKS' 00 00000001 '2' 00 00000000
          'RANK' 00 00000002
            '0' 00 00000001
              'FILE' 00 00000001
                'a.ckpt' 00 00000002
                  'SIZE' 00 00000001 '5' 00 00000000
                  'CRC' 00 00000001 '0x3610a686' 00 00000000
            '1' 00 00000001
              'FILE' 00 00000001
                'b.ckpt' 00 00000001
                  'SIZE' 00 00000001 '3' 00 00000000
      153f98b0
      """;

  static final String RANK_TO_FILE_ROOT =
      """
      951fc3f5 0001 0001 0000000000000097 00000001
      00000003
      'RANKS' 00 00000001 '5' 00 00000000
      'LEVEL' 00 00000001 '2' 00 00000000
      'RANK' 00 00000002
        '0' 00 00000002
          'FILE' 00 00000001 '.1.0' 00 00000000
          'OFFSET' 00 00000001 '0' 00 00000000
        '3' 00 00000002
          'FILE' 00 00000001 '.1.3' 00 00000000
          'OFFSET' 00 00000001 '0' 00 00000000
      1e749800
      """;

  static final String RANK_TO_FILE_1_0 =
      """
      951fc3f5 0001 0001 0000000000000097 00000001
      00000003
      'RANKS' 00 00000001 '5' 00 00000000
      'LEVEL' 00 00000001 '1' 00 00000000
      'RANK' 00 00000002
        '0' 00 00000002
          'FILE' 00 00000001 '.0.0' 00 00000000
          'OFFSET' 00 00000001 '0' 00 00000000
        '2' 00 00000002
          'FILE' 00 00000001 '.0.2' 00 00000000
          'OFFSET' 00 00000001 '0' 00 00000000
      1fac3057
      """;

  static final String RANK_TO_FILE_1_3 =
      """
      951fc3f5 0001 0001 000000000000006f 00000001
      00000003
      'RANKS' 00 00000001 '5' 00 00000000
      'LEVEL' 00 00000001 '1' 00 00000000
      'RANK' 00 00000001
        '3' 00 00000002
          'FILE' 00 00000001 '.0.3' 00 00000000
          'OFFSET' 00 00000001 '16' 00 00000000
      31ca2712
      """;

  static final String RANK_TO_FILE_0_0 =
      """
      951fc3f5 0001 0001 0000000000000063 00000001
      00000003
      'RANKS' 00 00000001 '5' 00 00000000
      'LEVEL' 00 00000001 '0' 00 00000000
      'RANK' 00 00000002
        '0' 00 00000001
          'FILE' 00 00000001 'c/a0' 00 00000000
        '1' 00 00000000
      8997c509
      """;

  static final String RANK_TO_FILE_0_2 =
      """
      951fc3f5 0001 0001 0000000000000066 00000001
      00000003
      'RANKS' 00 00000001 '5' 00 00000000
      'LEVEL' 00 00000001 '0' 00 00000000
      'RANK' 00 00000001
        '2' 00 00000001
          'FILE' 00 00000002
            'c/a2' 00 00000000
            'c/b2' 00 00000000
      152c471a
      """;

  static final String RANK_TO_FILE_0_3 =
      """
      951fc3f5 0001 0001 0000000000000075 00000001
      00000003
      'RANKS' 00 00000001 '5' 00 00000000
      'LEVEL' 00 00000001 '0' 00 00000000
      'RANK' 00 00000002
        '4' 00 00000001
          'FILE' 00 00000001 'c/a4' 00 00000000
        '3' 00 00000001
          'FILE' 00 00000001 'c/a3' 00 00000000
      b8434085
      """;

  static final String TRANSFER_STATE =
      """
      951fc3f5 0001 0001 00000000000001c4 00000001
      0000000a
      'STATE' 00 00000001 '2' 00 00000000
      'COPY_METADATA' 00 00000001 '0' 00 00000000
      'USE_EXTENSION' 00 00000001 '1' 00 00000000
      'MKDIR' 00 00000001 '1' 00 00000000
      'FILE_BUF_SIZE' 00 00000001 '33554432' 00 00000000
      'STATUS' 00 00000001 '2' 00 00000000
      'NAME' 00 00000001 'ckpt.2' 00 00000000
      'TYPE' 00 00000001 '7' 00 00000000
      'STATE_FILE' 00 00000001 '/p/run/.scr/scr.dataset.2/rank_0.state_file' 00 00000000
      'FILE' 00 00000002
        '/c/a' 00 00000006
          'SIZE' 00 00000001 '5' 00 00000000
          'GID' 00 00000001 '0' 00 00000000
          'UID' 00 00000001 '0' 00 00000000
          'MODE' 00 00000001 '33152' 00 00000000
          'STATUS' 00 00000001 '3' 00 00000000
          'DEST' 00 00000001 '/p/run/c2/a._AXL' 00 00000000
        '/c/b' 00 00000003
          'SIZE' 00 00000001 '3' 00 00000000
          'STATUS' 00 00000001 '1' 00 00000000
          'DEST' 00 00000001 '/p/run/c2/b._AXL' 00 00000000
      5140b4d4
      """;

  static final String TRANSFER_FILE =
      """
      951fc3f5 0001 0001 00000000000000bb 00000001
      00000005
      'FILES' 00 00000001
        '/c/a' 00 00000003
          'DESTINATION' 00 00000001 '/p/run/c2/a' 00 00000000
          'SIZE' 00 00000001 '5' 00 00000000
          'WRITTEN' 00 00000001 '2' 00 00000000
      'BW' 00 00000001 '1.5' 00 00000000
      'PERCENT' 00 00000001 '5' 00 00000000
      'COMMAND' 00 00000001 'RUN' 00 00000000
      'STATE' 00 00000001 'RUNNING' 00 00000000
      2981fd99
      """;

  /** All key-value files, by the names that SCR gives them. */
  static final Map<String, String> TREES =
      Map.ofEntries(
          Map.entry("cindex.scrinfo", CACHE_INDEX),
          Map.entry("filemap_0", FILE_MAP),
          Map.entry("reddesc.er.1.redset", REDUNDANCY_DESCRIPTOR),
          Map.entry("reddesc.er.1.xor.grp_1_of_1.mem_2_of_2.redset", REDUNDANCY_FILE),
          Map.entry("reddesc.er.er", ENCODING_STATE),
          Map.entry("reddesc.er.shuffile", SHUFFLE_FILE),
          Map.entry("flush.scr", FLUSH),
          Map.entry("halt.scr", HALT),
          Map.entry("nodes.scr", NODES),
          Map.entry("index.scr", INDEX),
          Map.entry("summary.scr", SUMMARY),
          Map.entry("old/summary.scr", SUMMARY_5),
          Map.entry("rank2file", RANK_TO_FILE_ROOT),
          Map.entry("rank2file.1.0", RANK_TO_FILE_1_0),
          Map.entry("rank2file.1.3", RANK_TO_FILE_1_3),
          Map.entry("rank2file.0.0", RANK_TO_FILE_0_0),
          Map.entry("rank2file.0.2", RANK_TO_FILE_0_2),
          Map.entry("rank2file.0.3", RANK_TO_FILE_0_3),
          Map.entry("rank_0.state_file", TRANSFER_STATE),
          Map.entry("transfer.scrinfo", TRANSFER_FILE));
}
