"""How the server is configured: flag, environment, file, default."""

import subprocess
import unittest

from assay_process import ASSAYD, WAIT_SECONDS, clean_environment
from end_to_end import EndToEndTest


class Configuration(EndToEndTest):
    def assayd(self, *arguments, **environment):
        return subprocess.run([ASSAYD, *map(str, arguments)], capture_output=True, text=True, timeout=WAIT_SECONDS,
                              env=clean_environment(self.directory) | environment, check=False)

    def write(self, text, name="assayd.toml"):
        file = self.directory / name
        file.write_text(text)
        return file

    def test_print_says_where_each_value_comes_from_and_is_a_file_itself(self):
        file = self.write('data-dir = "/var/lib/assay"\nlisten = "unix:/file"\nlog-format = "text"\n')
        done = self.assayd("config", "print", "--config", file, "--log-format", "json",
                           ASSAY_LISTEN="unix:/environment")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        lines = done.stdout.splitlines()
        self.assertIn(f"data-dir = '/var/lib/assay'  # {file}:1", [line.replace('"', "'") for line in lines])
        self.assertIn("listen = 'unix:/environment'  # ASSAY_LISTEN", [line.replace('"', "'") for line in lines])
        self.assertIn("log-format = 'json'  # --log-format", [line.replace('"', "'") for line in lines])
        again = self.assayd("config", "print", "--config", self.write(done.stdout))
        self.assertEqual([line.split("  # ")[0] for line in again.stdout.splitlines()],
                         [line.split("  # ")[0] for line in lines])

    def test_a_misspelt_key_is_refused_with_its_line_by_every_command(self):
        file = self.write('data-dir = "ledger"\n\nlisen = "127.0.0.1:0"\n')
        for command in (("config", "check"), ("config", "print"), ("serve",), ("verify",), ("key", "export")):
            done = self.assayd(*command, "--config", file)
            self.assertEqual((done.returncode, done.stdout), (2, ""), command)
            self.assertIn(f'{file}:3: unknown key "lisen"; did you mean listen?', done.stderr)

    def test_a_misspelt_word_is_named_with_what_was_meant(self):
        for words, said in ((("serv",), '"serv" here; did you mean serve?'),
                            (("serve", "--data-dri", "x"), '"--data-dri" here; did you mean --data-dir?'),
                            (("config", "chekc", "--data-dir", "x"), '"chekc" here; did you mean check?'),
                            (("key", "zzzzzzzz"), 'there is no "zzzzzzzz" here\n')):
            done = self.assayd(*words)
            self.assertEqual((done.returncode, done.stdout), (2, ""), words)
            self.assertIn(said, done.stderr)

    def test_check_names_what_is_missing_or_wrong(self):
        done = self.assayd("config", "check")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--data-dir is required", done.stderr)
        done = self.assayd("config", "check", "--data-dir", "ledger", ASSAY_LOG_FORMAT="xml")
        self.assertEqual(done.returncode, 2)
        self.assertIn("ASSAY_LOG_FORMAT", done.stderr)
        deep = self.write("a" + ".a" * 100_000 + " = 1\n")
        number = self.write("data-dir = 5\n", "number.toml")
        wrongs = (("--config", self.directory), ("--config", deep), ("--config", number), ("--listen", "nonsense"),
                  ("--listen", "0.0.0.0:7171"), ("--ops-listen", "1.2.3.4:5"), ("--tls-cert", "missing.pem"))
        for wrong in wrongs:
            done = self.assayd("config", "check", "--data-dir", "ledger", *wrong)
            self.assertIn(done.returncode, (1, 2), wrong)
            self.assertEqual(done.stdout, "", wrong)
            self.assertTrue(done.stderr, wrong)
        done = self.assayd("config", "check", "--data-dir", "ledger")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "OK\n", ""))

    def test_offline_commands_find_the_directory_as_the_server_does(self):
        server = self.start_server()
        server.stop()
        by_flag = self.assayd("key", "export", "--data-dir", server.data_directory)
        by_file = self.assayd("key", "export", "--config", self.write(f'data-dir = "{server.data_directory}"\n'))
        by_variable = self.assayd("key", "export", ASSAY_DATA_DIR=str(server.data_directory))
        self.assertEqual(by_flag.returncode, 0, by_flag.stderr)
        self.assertEqual(by_flag.stdout, by_file.stdout)
        self.assertEqual(by_flag.stdout, by_variable.stdout)

    def test_what_could_not_be_printed_was_not_printed(self):
        server = self.start_server()
        server.stop()
        data = ("--data-dir", str(server.data_directory))
        for words in (("version",), ("--help",), ("config", "print", *data), ("config", "check", *data),
                      ("key", "export", *data)):
            with open("/dev/full", "w", encoding="ascii") as full:
                done = subprocess.run([ASSAYD, *words], stdout=full, stderr=subprocess.PIPE, text=True,
                                      timeout=WAIT_SECONDS, env=clean_environment(self.directory), check=False)
            self.assertEqual(done.returncode, 1, words)
            self.assertIn("standard output: No space left", done.stderr)


if __name__ == "__main__":
    unittest.main()
