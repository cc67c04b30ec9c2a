// Shows the branches, the remotes and the last commits of a Git repository, with libgit2:
// opaque handles that are to be freed, in the order in which they were made.
//
//   node --experimental-ffi git.mjs [FOLDER]
import { array, dlopen, pointer, struct } from 'node:ffi';

// What the headers in git2/ say.
class Oid extends struct({ id: array('uint8', 20) }) {}
class Time extends struct({ time: 'int53', offset: 'int', sign: 'char' }) {}
class Signature extends struct({ name: 'cstring', email: 'cstring', when: Time }) {}
class StringArray extends struct({ strings: 'pointer', count: 'uint53' }) {}
class GitError extends struct({ message: 'cstring', klass: 'int' }) {}
const list = { arguments: [pointer(StringArray), 'pointer'], return: 'int' };
const definitions = {
  git_libgit2_init: { return: 'int' },
  git_libgit2_shutdown: { return: 'int' },
  git_error_last: { return: pointer(GitError) },
  git_repository_open_ext: {
    arguments: [pointer('pointer'), 'cstring', 'uint', 'cstring'], return: 'int',
  },
  git_repository_free: { arguments: ['pointer'] },
  git_reference_list: list,
  git_remote_list: list,
  git_strarray_dispose: { arguments: [pointer(StringArray)] },
  git_revwalk_new: { arguments: [pointer('pointer'), 'pointer'], return: 'int' },
  git_revwalk_push_head: { arguments: ['pointer'], return: 'int' },
  git_revwalk_next: { arguments: [pointer(Oid), 'pointer'], return: 'int' },
  git_revwalk_free: { arguments: ['pointer'] },
  git_commit_lookup: {
    arguments: [pointer('pointer'), 'pointer', pointer(Oid)], return: 'int',
  },
  git_commit_author: { arguments: ['pointer'], return: pointer(Signature) },
  git_commit_summary: { arguments: ['pointer'], return: 'cstring' },
  git_commit_free: { arguments: ['pointer'] },
  git_oid_tostr_s: { arguments: [pointer(Oid)], return: 'cstring' },
};
const GIT_ITEROVER = -31;

function openLibrary() {
  try {
    return dlopen('libgit2.so.1.9', definitions);
  } catch (error) {
    throw new Error('libgit2 1.9 is needed (Debian: the package libgit2-1.9)',
                    { cause: error });
  }
}
const { functions: git } = openLibrary();

function check(status) {
  if (status < 0)
    throw new Error(GitError.at(git.git_error_last()).message);
}

function strings(list, repository) {
  const found = new StringArray();
  check(list(found, repository));
  const { strings, count } = found;
  const copied = count === 0 ? [] : [...array('cstring', count).at(strings)];
  git.git_strarray_dispose(found);
  return copied;
}

function* commits(repository) {
  const out = new BigUint64Array(1);
  check(git.git_revwalk_new(out, repository));
  const [walk] = out;
  try {
    check(git.git_revwalk_push_head(walk));
    const id = new Oid();
    for (let status; (status = git.git_revwalk_next(id, walk)) !== GIT_ITEROVER;) {
      check(status);
      check(git.git_commit_lookup(out, repository, id));
      const [commit] = out;
      try {
        const { name, when } = Signature.at(git.git_commit_author(commit));
        yield {
          id: git.git_oid_tostr_s(id), author: name, date: new Date(when.time * 1000),
          summary: git.git_commit_summary(commit),
        };
      } finally {
        git.git_commit_free(commit);
      }
    }
  } finally {
    git.git_revwalk_free(walk);
  }
}

git.git_libgit2_init();
try {
  const out = new BigUint64Array(1);
  check(git.git_repository_open_ext(out, process.argv[2] ?? '.', 0, null));
  const [repository] = out;
  try {
    const branches = strings(git.git_reference_list, repository)
      .filter((name) => name.startsWith('refs/heads/'));
    console.log(`branches: ${branches.map((name) => name.slice(11)).join(' ')}`);
    console.log(`remotes:  ${strings(git.git_remote_list, repository).join(' ') || 'none'}`);
    for (const { id, author, date, summary } of commits(repository).take(5))
      console.log(`${id.slice(0, 8)} ${date.toISOString().slice(0, 10)} ${author}: ${summary}`);
  } finally {
    git.git_repository_free(repository);
  }
} finally {
  git.git_libgit2_shutdown();
}
